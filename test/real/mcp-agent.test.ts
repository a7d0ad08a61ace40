import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { ModelStub } from '../../src/model-stub/model-stub.ts';
import { Chief } from '../mcp/mcp-client.ts';
import { claudeBrain } from '../support/brain.ts';
import { nodeFolder, Rig, repository } from '../support/rig.ts';
import { CLAUDE_WAYS, type Step, ToolModel } from '../support/tool-model.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

const WITH_TOOLS = {
  args: ['--permission-mode', 'default', ...CLAUDE_WAYS.args],
  env: { PATH: [join(repository, 'bin'), nodeFolder, '/usr/bin', '/bin'].join(':') },
};

it('agents delegate by tools in their own name, no deeper than they may, and the tree shows it', async () => {
  const brain = await claudeBrain();
  rig = new Rig({
    brain,
    agents: { lead: WITH_TOOLS, coding: WITH_TOOLS },
    config: { limits: { depth: 1 } },
  });
  const model = new ToolModel(brain.api, CLAUDE_WAYS, () => 'here');
  await untilToolsAreThere(brain.api, ['lead', 'coding']);

  const ofLead: Step[] = [
    ['assign_task', { agent: 'coding', prompt: 'write it' }],
    ['wait_for_tasks', ([{ id }]) => ({ ids: [id] })],
  ];
  const lead = model.when('build it', ofLead, 'It is built.');
  const deeper: Step = ['assign_task', { agent: 'lead', prompt: 'plan it' }];
  const coding = model.when('write it', [deeper], 'I did it alone.');
  const { text, result } = await rig.hook('@lead build it').answer;

  expect(result).toBe('It is built.');
  const [put, waited] = lead.answers;
  expect(waited.ended).toMatchObject([{ id: put.id, status: 'done', result: 'I did it alone.' }]);
  expect(coding.answers).toEqual([expect.stringContaining('2 deep; limits.depth is 1')]);
  const [, top] = /task (\w+)/.exec(text)!;
  const { trees } = JSON.parse(rig.ctrlg('tree', '--json'));
  const below = [{ task_id: put.id, agent: 'coding', status: 'done', below: [] }];
  expect(trees).toMatchObject([{ task_id: top, agent: 'lead', below }]);

  // Its name is known to everybody, its token to its own programs only.
  const forged = await Chief.start(rig, { CTRLG_AGENT: 'lead', CTRLG_AGENT_DIR: rig.agentFile('lead') });
  const { isError, text: why } = await forged.call('assign_task', { agent: 'coding', prompt: 'forged' });
  await forged.close();
  expect({ isError, why }).toEqual({ isError: true, why: expect.stringContaining("that agent's token") });
  expect(brain.prompts()).not.toContain('forged');
});

/** The server of tools is started beside the client: it may be there a moment after the client's first turn. */
async function untilToolsAreThere(api: ModelStub, agents: readonly string[]): Promise<void> {
  for (const agent of agents) {
    const hasTools = async () => {
      await rig.hook(`@${agent} are you there?`).answer;
      return JSON.stringify(api.requests.at(-1)!.body).includes(CLAUDE_WAYS.offered);
    };
    await until(`the tools of ${agent}`, hasTools, { timeoutMs: 30_000, show: () => rig.describe() });
  }
}
