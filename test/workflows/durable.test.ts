import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { WorkflowRig } from './workflow-rig.ts';

describe('a run whose engine dies', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  const start = () => {
    rig = new WorkflowRig();
    return rig;
  };
  const lines = (file: string): string[] => readFileSync(join(rig.project, file), 'utf8').trim().split('\n');

  it('goes on from each step, and does nothing twice', async () => {
    start();
    const name = rig.workflow(`
input: what
steps:
  plan: {agent: planning, prompt: "plan {{ input }}"}
  note: {needs: plan, run: "echo noted >>notes; sleep 0.2; echo noted"}
  each: {forEach: [a, b], needs: note, agent: coding, prompt: "each {{ item }}"}
  loop:
    needs: note
    agent: planning
    prompt: "loop {{ round }}"
    repeat: {until: round == 2, max: 3}
  yes: {needs: each, approve: "go on?"}
  last: {needs: [yes, loop], agent: coding, prompt: "last {{ steps.each.results | join: ',' }}"}
`);
    let engine = rig.engine('run', name, '--input', 'it');
    const run = await rig.newestRun();
    const isOver = () => rig.journal(run).some(({ kind }) => kind === 'ended');
    let kills = 0;
    // An engine may write one line of its own work; then it is killed.
    for (let seen = 1; !isOver(); kills += 1) {
      await until(
        'the journal to grow',
        () => rig.journal(run).filter(({ kind }) => kind !== 'engine').length > seen,
        { timeoutMs: 20_000, show: () => engine.said() + rig.describe() },
      );
      await engine.kill('SIGKILL');
      seen = rig.journal(run).filter(({ kind }) => kind !== 'engine').length;
      if (rig.journal(run).at(-1)?.kind === 'question') await rig.run('approve', run);
      if (!isOver()) engine = rig.engine('run', '--resume', run);
    }
    expect(kills).toBeGreaterThanOrEqual(8);
    expect(rig.brain.prompts().sort()).toEqual(
      ['each a', 'each b', 'last echo: each a,echo: each b', 'loop 1', 'loop 2', 'plan it'].sort(),
    );
    expect(lines('notes')).toEqual(['noted']);
    const ends = rig.journal(run).filter(({ kind }) => kind === 'attempt-ended');
    expect(ends.map(({ step, item, round }) => `${step} ${item} ${round}`).sort()).toEqual(
      ['each 1 1', 'each 2 1', 'last 1 1', 'loop 1 1', 'loop 1 2', 'note 1 1', 'plan 1 1'].sort(),
    );
    expect(rig.journal(run).at(-1)).toMatchObject({ kind: 'ended', outcome: 'done' });
  }, 120_000);

  it('goes on past a last line of the journal that was cut short', async () => {
    start();
    const name = rig.workflow('steps: {a: {agent: planning, prompt: hold-1 a}, b: {needs: a, run: echo b}}');
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task);
    await engine.kill('SIGKILL');
    appendFileSync(rig.runFile(run, 'journal.jsonl'), '{"at":1,"kind":"attempt-en');
    rig.brain.release(1);
    expect(await rig.run('run', '--resume', run)).toMatchObject({ code: 0, out: 'b\n' });
    expect(rig.journal(run).at(-1)).toMatchObject({ kind: 'ended', outcome: 'done' });
    expect(rig.brain.prompts()).toEqual(['hold-1 a']);
  });

  it('goes on with the file as it was begun, and says that it has changed', async () => {
    start();
    const name = rig.workflow(
      'steps: {a: {agent: planning, prompt: hold-1 a}, b: {needs: a, run: echo old}}',
    );
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    await engine.kill('SIGKILL');
    rig.workflow('steps: {b: {run: echo new}}');
    rig.brain.release(1);
    const { code, out, err } = await rig.run('run', '--resume', run);
    expect({ code, out }).toEqual({ code: 0, out: 'old\n' });
    expect(err).toContain(
      'flow.yaml has changed since the run was begun; it goes on with the file as it was then.',
    );
  });

  it('is refused to a second engine while the first one lives', async () => {
    start();
    const name = rig.workflow('steps: {a: {agent: planning, prompt: hold-1 a}}');
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    const second = await rig.run('run', '--resume', run);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(`Run ${run} is being run already, by process ${engine.pid}.`);
    rig.brain.release(1);
    expect(await engine.ended).toBe(0);
    expect(rig.brain.prompts()).toEqual(['hold-1 a']);
  });

  it('is taken up by one of several engines that come at the same moment', async () => {
    start();
    const name = rig.workflow(
      'steps: {a: {agent: planning, prompt: hold-1 a}, b: {needs: a, run: "echo b >>notes"}}',
    );
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    await engine.kill('SIGKILL');
    const all = Promise.all([1, 2, 3, 4].map(() => rig.run('run', '--resume', run)));
    await until(
      'an engine to hold it',
      () => rig.journal(run).filter(({ kind }) => kind === 'engine').length > 1,
    );
    rig.brain.release(1);
    const codes = (await all).map(({ code }) => code);
    expect(codes.sort()).toEqual([0, 1, 1, 1]);
    expect(rig.brain.prompts()).toEqual(['hold-1 a']);
    expect(lines('notes')).toEqual(['b']);
  });

  it('leaves its tasks running at Ctrl-C, says so, and takes their results up again', async () => {
    start();
    const name = rig.workflow('steps: {a: {agent: planning, prompt: hold-1 a}}');
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    const { current_task } = await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task);
    process.kill(engine.pid, 'SIGINT');
    process.kill(engine.pid, 'SIGINT');
    expect(await engine.ended).toBe(130);
    expect(engine.said()).toContain(`Still running: a (planning, task ${current_task}).`);
    expect(engine.said()).toContain(`Go on:   ctrlg run --resume ${run}`);
    rig.brain.release(1);
    expect(await rig.run('run', '--resume', run)).toMatchObject({ code: 0, out: 'echo: hold-1 a\n' });
    expect(rig.brain.prompts()).toEqual(['hold-1 a']);
  });

  it('starts an agent again that was ended in between, for a task that waits for it', async () => {
    start();
    const name = rig.workflow(
      'steps: {a: {agent: planning, prompt: hold-1 a}, b: {agent: planning, prompt: b after a}}',
    );
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilAgent('planning', 'to have a queue', ({ queue }) => queue.length === 1);
    await engine.kill('SIGKILL');
    await rig.run('down');
    rig.brain.release(1);
    await rig.run('run', '--resume', run);
    const end = rig.journal(run).find(({ kind, step }) => kind === 'attempt-ended' && step === 'b');
    expect(end).toMatchObject({ outcome: 'done' });
    expect(rig.brain.prompts().filter((prompt) => prompt === 'b after a')).toHaveLength(1);
  });

  it('says of an ended run that it has ended, and runs nothing', async () => {
    start();
    const name = rig.workflow('steps: {a: {run: "echo a >>notes"}}');
    await rig.run('run', name);
    const [run] = rig.runs;
    expect(await rig.run('run', '--resume', run!)).toMatchObject({ code: 0 });
    expect(lines('notes')).toEqual(['a']);
  });

  it('names a line of the journal that cannot be read', async () => {
    start();
    const name = rig.workflow('steps: {a: {run: echo a}}');
    await rig.run('run', name);
    const [run] = rig.runs;
    const file = rig.runFile(run!, 'journal.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('{"at"', 'x'));
    expect((await rig.run('run', '--resume', run!)).err).toContain('journal.jsonl:1 cannot be read.');
  });
});
