import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ctrlg } from '../cli/run-ctrlg.ts';
import { type Answer, driveEveryTool, type ListedTool, TWO_STEPS } from '../mcp/every-tool.ts';
import { scriptedBrain } from '../support/brain.ts';
import { installClient } from '../support/install-client.ts';
import { Rig } from '../support/rig.ts';

/** The last release for Node 20: 2.x wants 22. */
const INSPECTOR = {
  package: '@modelcontextprotocol/inspector-cli',
  version: '1.0.3',
  binary: 'mcp-inspector-cli',
};

let program: string;
let rig: Rig;
beforeAll(async () => {
  program = await installClient(INSPECTOR);
});
afterEach(() => rig.stop());

/** One run of the Inspector's command line: it starts a server of its own, asks it one thing, and prints the answer. */
async function inspect(...args: string[]) {
  const env = Object.entries(rig.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const { stdout } = await promisify(execFile)(program, ['--cli', ctrlg, 'mcp', ...env, ...args], {
    cwd: rig.project,
    env: rig.env,
  });
  return JSON.parse(stdout);
}

it('the Inspector’s command line drives every tool; what is given and answered fits the listed schemas', async () => {
  rig = new Rig({ brain: scriptedBrain() });
  // It looks for one above the working folder, and for its own in the wrong place where there is none.
  writeFileSync(join(rig.root, 'package.json'), '{}');
  mkdirSync(join(rig.project, 'workflows'));
  writeFileSync(join(rig.project, 'workflows/two-steps.yaml'), TWO_STEPS);
  await driveEveryTool({
    list: async (): Promise<ListedTool[]> => (await inspect('--method', 'tools/list')).tools,
    call: async (name, args): Promise<Answer> => {
      const given = Object.entries(args).map(([key, value]) => `${key}=${asText(value)}`);
      const asked = given.length > 0 ? ['--tool-arg', ...given] : [];
      const { structuredContent, isError } = await inspect(
        '--method',
        'tools/call',
        '--tool-name',
        name,
        ...asked,
      );
      return { isError: isError === true, data: structuredContent };
    },
  });
  const { resourceTemplates } = await inspect('--method', 'resources/templates/list');
  expect(resourceTemplates).toHaveLength(2);
  expect((await inspect('--method', 'prompts/list')).prompts).toHaveLength(3);
}, 300_000);

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
