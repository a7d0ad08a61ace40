import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig, repository } from '../support/rig.ts';
import { runProgram } from './run-program.ts';

const page = readFileSync(join(repository, 'docs/api.md'), 'utf8');

/** The page's snippets, by the heading that they stand under and their place there. */
const snippets = new Map<string, string>();
for (const section of page.split(/^#+ /m)) {
  const heading = section.split('\n', 1)[0]!;
  let place = 0;
  for (const [, code] of section.matchAll(/```js\n([\s\S]*?)```/g))
    snippets.set(`${heading} ${++place}`, code!);
}

/** What each of them prints on agents that echo. */
const PRINTS: Record<string, RegExp> = {
  'The TypeScript API 1': /^done echo: Draft a plan for the parser\.\n$/,
  'Tasks 1': /^true\n2 0\n$/,
  'Tasks 2': /^(planning|coding) echo: What could .*\n(planning|coding) echo: What could .*\n$/,
  'Tasks 3': /^(cancelled|asked) true\n$/,
  'Messages 1': /^waiting true delivered own-turn\n$/,
  'Agents 1': /^planning idle - \n(.*\n)+stopped\n$/,
  'Events 1': /coding working \n(.*\n)*echo: Rename the flag\.\n$/,
  'History 1': /^\w{11} done Name three zebras\.\n$/,
  'The shared context 1': /Tabs, not blanks\.\n\[end of shared context\]\n\nFormat it\.\n$/,
  'Workflows 1': /'parallel-investigation'[\s\S]*\ndone the synthesis\n$/,
  'Errors 1': /^There is no agent 'nobody'\. Known agents: planning, coding, testing, review\.\n$/,
};

describe('each snippet of docs/api.md', () => {
  let rig: Rig;
  beforeAll(() => {
    const brain = scriptedBrain([
      { includes: 'Put their findings together', do: [{ reply: 'the synthesis' }] },
    ]);
    rig = new Rig({ brain, agents: { planning: {}, coding: {}, testing: {}, review: {} } });
  });
  afterAll(() => rig.stop());

  it('is known here', () => {
    expect([...snippets.keys()]).toEqual(Object.keys(PRINTS));
  });

  it.each([...snippets])('%s does what it says, and ends by itself', async (name, code) => {
    expect(await runProgram(rig, code)).toMatch(PRINTS[name]!);
  });
});
