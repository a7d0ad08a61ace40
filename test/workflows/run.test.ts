import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { WorkflowRig } from './workflow-rig.ts';

describe('ctrlg run', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  it('gives each step what the steps before it said, and prints the last result alone on standard output', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(`
steps:
  plan: {agent: planning, prompt: "plan {{ input }}"}
  code: {agent: coding, prompt: "do <{{ steps.plan.result }}>"}
`);
    const { code, out, err } = await rig.run('run', name, '--input', 'a "shop" & more');
    expect({ code, out }).toEqual({ code: 0, out: 'echo: do <echo: plan a "shop" & more>\n' });
    expect(err).toMatch(/^plan: asks planning, task \w+$/m);
    expect(err).toMatch(/^flow: done in .* · 2 of 2 steps done · turns /m);
    expect(rig.brain.prompts()).toEqual(['do <echo: plan a "shop" & more>', 'plan a "shop" & more'].sort());
  });

  it('runs steps that do not need each other at the same time', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(`
steps:
  one: {agent: planning, prompt: hold-1 one}
  two: {agent: coding, prompt: hold-1 two}
output: "{{ steps.one.result }} + {{ steps.two.result }}"
`);
    const engine = rig.engine('run', name);
    for (const agent of ['planning', 'coding'])
      await rig.untilAgent(
        agent,
        'to work',
        ({ status, current_task }) => status === 'working' && current_task,
      );
    rig.brain.release(1);
    expect(await engine.ended).toBe(0);
    expect(engine.said()).toContain('echo: hold-1 one + echo: hold-1 two\n');
  });

  it('asks for each item of a list, in the order of the list', async () => {
    rig = new WorkflowRig([{ includes: 'parts', do: [{ reply: '1. alpha\n2. beta\n' }] }]);
    const name = rig.workflow(`
steps:
  list: {agent: planning, prompt: parts}
  each:
    forEach: "{{ steps.list.result }}"
    agent: coding
    prompt: "part {{ item }}"
  all: {run: [echo, "{{ steps.each.results | join: '; ' }}"]}
`);
    const { code, out } = await rig.run('run', name);
    expect({ code, out }).toEqual({ code: 0, out: 'echo: part alpha; echo: part beta\n' });
  });

  it('goes round a loop until its condition holds, each round seeing the one before', async () => {
    rig = new WorkflowRig([{ includes: 'of 3', do: [{ reply: 'PASS' }] }]);
    const name = rig.workflow(`
steps:
  test:
    agent: coding
    prompt: "{{ round }} of 3 after ({{ previous }})"
    repeat: {until: 'round == 2 and result contains "PASS"', max: 3}
`);
    const { code, out } = await rig.run('run', name);
    expect({ code, out }).toEqual({ code: 0, out: 'PASS\n' });
    expect(rig.brain.prompts()).toEqual(['1 of 3 after ()', '2 of 3 after (PASS)']);
  });

  it('fails a loop at its bound, passes over what needs it, and goes on with what does not', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(`
steps:
  loop: {agent: coding, prompt: "round {{ round }}", repeat: {until: 'result contains "PASS"', max: 2}}
  after: {agent: coding, prompt: "after {{ steps.loop.result }}"}
  beside: {agent: planning, prompt: beside}
`);
    const ran = await rig.run('run', name, '--json');
    expect(ran.code).toBe(1);
    expect(ran.json).toMatchObject({ outcome: 'failed', output: 'echo: beside' });
    // biome-ignore lint/suspicious/noExplicitAny: JSON
    const ends = ran.json.steps.map(({ name, outcome, reason }: any) => [name, outcome, reason]);
    expect(ends).toEqual([
      ['loop', 'failed', 'until did not hold in 2 rounds'],
      ['after', 'passed-over', 'loop was not done (failed)'],
      ['beside', 'done', ''],
    ]);
    expect(rig.brain.prompts().sort()).toEqual(['beside', 'round 1', 'round 2']);
  });

  it('skips a step whose when does not hold, and goes on after it', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(`
steps:
  check: {run: [echo, all well]}
  mend: {when: 'steps.check.result contains "broken"', agent: coding, prompt: mend it}
  report: {needs: mend, run: [echo, "mended: {{ steps.mend.state }}"]}
`);
    const { code, out } = await rig.run('run', name);
    expect({ code, out }).toEqual({ code: 0, out: 'mended: skipped\n' });
    expect(rig.runs).toHaveLength(1);
  });

  it('asks again as often as retry says when a step fails', async () => {
    rig = new WorkflowRig([
      { includes: 'shaky', times: 2, do: [{ fail: 'API Error: 400 no' }] },
      { includes: 'shaky', do: [{ reply: 'at last' }] },
    ]);
    const name = rig.workflow('steps: {a: {agent: coding, prompt: shaky, retry: 2}}');
    const { code, out, err } = await rig.run('run', name);
    expect({ code, out }).toEqual({ code: 0, out: 'at last\n' });
    expect(err).toMatch(/^a attempt 2: failed in /m);
  });

  it('fails a step whose task the project’s limits forbid', async () => {
    rig = new WorkflowRig();
    rig.configure({ agents: { coding: rig.brain.agent }, limits: { tasksPerMinute: 1 } });
    const name = rig.workflow('steps: {a: {agent: coding, prompt: "{{ item }}", forEach: [one, two]}}');
    const { code, err } = await rig.run('run', name);
    expect(code).toBe(1);
    expect(err).toContain('2 tasks were put in this minute; limits.tasksPerMinute is 1.');
    expect(rig.brain.prompts()).toEqual(['one']);
  });

  it('stops a command at its time-out, and all that it started', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow('steps: {slow: {run: "sleep 60 & echo $! ; wait", timeout: 300ms}}');
    const { code, err } = await rig.run('run', name);
    expect(code).toBe(1);
    expect(err).toMatch(/slow: failed in .*: stopped after 300 ms/);
    const [run] = rig.runs;
    const pid = Number(readFileSync(rig.runFile(run!, 'commands', 'slow.1.1.1', 'out'), 'utf8'));
    await until('what the command started to end', () => !isAlive(pid));
  });

  it('gives commands the input in their environment, and templates only as arguments', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(`
steps:
  shell: {run: 'printf %s "$CTRLG_INPUT"'}
  argv: {run: [printf, "%s|%s", "{{ input }}", "{{ steps.shell.result }}"]}
`);
    const input = `a "b" $(touch ${join(rig.root, 'pwned')}) \`x\` 'y'`;
    const { out } = await rig.run('run', name, '--input', input);
    expect(out).toBe(`${input}|${input}\n`);
  });
});
