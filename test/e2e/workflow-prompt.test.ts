import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
beforeEach(() => {
  rig = new Rig({ brain: scriptedBrain() });
  mkdirSync(join(rig.project, 'workflows'));
  writeFileSync(
    join(rig.project, 'workflows/two.yaml'),
    `name: two
input: what to do
steps:
  plan: { agent: planning, prompt: "hold-1 plan {{ input }}" }
  code: { agent: coding, needs: [plan], prompt: "code {{ steps.plan.result }}" }
`,
  );
});
afterEach(() => rig.stop());

const DONE = 'echo: code echo: hold-1 plan a list';
const runs = () => readdirSync(join(rig.state, 'workflows'));
const journal = () => {
  const [id] = runs();
  return readFileSync(join(rig.state, 'workflows', id!, 'journal.jsonl'), 'utf8');
};
const untilPlanning = () =>
  until('planning to be asked', () => rig.brain.prompts().includes('hold-1 plan a list'), {
    show: () => rig.describe(),
  });

describe('a prompt that names a workflow', () => {
  it('shows its steps while they go on, and is answered with its output', async () => {
    const chief = await rig.chief();
    await chief.pressCtrlG('@workflow:two a list');
    await until('the steps to show', () => /● plan {2}planning/.test(chief.screen()), {
      show: () => chief.screen(),
    });
    expect(chief.screen()).toMatch(/· code {2}coding .*after plan/);
    rig.brain.release(1);
    const { text, result } = await chief.answer();
    expect(text).toMatch(/^\[ctrlg\] two · done in .* · run \w+\n/);
    expect(result).toBe(DONE);
  });

  it('goes on in the background when a person leaves it, and gives their prompt back', async () => {
    const chief = await rig.chief();
    await chief.pressCtrlG('@workflow:two a list');
    await until('the view', () => chief.screen().includes('stop waiting'), { show: () => chief.screen() });
    chief.keys('q');
    expect((await chief.answer()).text).toBe('@workflow:two a list');
    await untilPlanning();
    rig.brain.release(1);
    await until('the run to end', () => journal().includes('"kind":"ended"'), { show: journal });
  });

  it('gives a ticket at once with &', async () => {
    const { text } = await rig.hook('@workflow:two& a list').answer;
    expect(text).toMatch(/^\[ctrlg\] two runs in the background: ctrlg run --list \(run \w+\)\n$/);
    rig.brain.release(1);
    await until('the run to end', () => journal().includes('"kind":"ended"'), { show: journal });
  });

  it('is answered though its engine is killed on the way, and nothing is asked twice', async () => {
    const asked = rig.hook('@workflow:two a list');
    await untilPlanning();
    const engine = /"kind":"engine","pid":(\d+)/.exec(journal())?.[1] ?? /"pid":(\d+)/.exec(journal())?.[1];
    process.kill(Number(engine), 'SIGKILL');
    rig.brain.release(1);
    expect((await asked.answer).result).toBe(DONE);
    expect(rig.brain.prompts().sort()).toEqual(['code echo: hold-1 plan a list', 'hold-1 plan a list']);
  });

  it('that is not there names those that are, and keeps the prompt', async () => {
    const { text } = await rig.hook('@workflow:none x').answer;
    expect(text).toMatch(/There is no workflow 'none'\. Known workflows: two, /);
    expect(text).toMatch(/@workflow:none x$/);
  });

  it('that fails says which step and why, above the prompt', async () => {
    writeFileSync(
      join(rig.project, 'workflows/bad.yaml'),
      'name: bad\nsteps:\n  plan: { agent: planning, prompt: fail-1 }\n',
    );
    const { text } = await rig.hook('@workflow:bad').answer;
    expect(text).toMatch(
      /^\[ctrlg\] bad · failed in [\s\S]*plan: [\s\S]*the model refused[\s\S]*@workflow:bad$/,
    );
  });
});
