import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ctrlg } from '../cli/run-ctrlg.ts';
import { isAlive } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { WorkflowRig } from './workflow-rig.ts';

describe('a run in the background', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  it('goes on when the window that it was begun in is closed, and tells its end in tmux', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(
      'steps: {a: {agent: planning, prompt: hold-1}, b: {needs: a, run: [echo, "100% #(touch pwned)"]}}',
    );
    const words = Object.entries(rig.env).map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`);
    const inner = `env -i ${words.join(' ')} TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" '${ctrlg}' run ${name} --detach; exec sleep 60`;
    const pane = rig.tmux.start('chief', rig.project, inner, [100, 20]);
    const run = await rig.newestRun();
    await until('the words', () =>
      rig.tmux.screen(pane).includes(`Run ${run} is at work in the background.`),
    );
    rig.tmux.run('kill-pane', '-t', pane);
    // Somebody looks at another window of the same server.
    const watcher = rig.tmux.start(
      'watcher',
      rig.project,
      `TMUX= tmux -L ${rig.tmux.socket} attach -t rig`,
      [100, 20],
    );
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    rig.brain.release(1);
    await rig.untilEvent(run, ({ kind }) => kind === 'ended');
    await until(
      'the end to be told',
      () => rig.tmux.screen(watcher).includes(`ctrlg: flow done · run ${run}`),
      {
        show: () => rig.tmux.allScreens() + readFileSync(rig.runFile(run, 'log'), 'utf8'),
      },
    );
    expect(readFileSync(rig.runFile(run, 'log'), 'utf8')).toContain('100% #(touch pwned)\n');
    await until('the engine to end', () => !isAlive(rig.enginePid(run)));
  });

  it('is listed, and cancelled with what it has going', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow(
      'steps: {a: {agent: planning, prompt: hang-1}, b: {run: "echo $$; sleep 60"}, c: {needs: b, run: ls}}',
    );
    const { json } = await rig.run('run', name, '--detach', '--json');
    const run = json.run_id;
    await rig.untilAgent('planning', 'to work', ({ context_summary }) => context_summary.includes('hang-1'));
    const out = rig.runFile(run, 'commands', 'b.1.1.1', 'out');
    const pid = await until('the command', () => Number(readFileSync(out, 'utf8')));
    expect((await rig.run('run', '--list')).out).toMatch(new RegExp(`^${run} +running +flow`, 'm'));
    expect(await rig.run('run', '--cancel', run)).toMatchObject({
      code: 0,
      out: `Run ${run} is asked to stop.\n`,
    });
    await rig.untilEvent(run, ({ kind }) => kind === 'ended');
    expect(rig.journal(run).at(-1)).toMatchObject({ outcome: 'cancelled' });
    await until('the command to end', () => !isAlive(pid));
    await rig.untilAgent('planning', 'to be idle', ({ status }) => status === 'idle');
    const listed = await rig.run('run', '--list', '--json');
    expect(listed.json.runs).toMatchObject([
      { run_id: run, status: 'cancelled', steps: { a: 'cancelled', b: 'cancelled', c: 'passed-over' } },
    ]);
    expect((await rig.run('run', '--cancel', run)).err).toContain('has ended already (cancelled)');
  });

  it('says so when its engine cannot start', async () => {
    rig = new WorkflowRig();
    const name = rig.workflow('steps: {a: {agent: planning, prompt: hold-1}}');
    const engine = rig.engine('run', name);
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'attempt');
    await engine.kill('SIGKILL');
    rig.configure({ agents: {} });
    const { code, err } = await rig.run('run', '--resume', run, '--detach');
    expect(code).toBe(1);
    expect(err).toContain("unknown agent 'planning'");
  });

  it('watches a command, and tells when it fails, with what an agent makes of it', async () => {
    rig = new WorkflowRig([{ includes: 'has failed', do: [{ reply: 'the disk is full' }] }]);
    const told = join(rig.root, 'told');
    const notify = `echo "$CTRLG_AGENT $CTRLG_OUTCOME $CTRLG_TASK: $(cat "$CTRLG_RESULT")" >>'${told}'`;
    rig.configure({ agents: { planning: rig.brain.agent }, notify });
    const shipped = readFileSync(join(import.meta.dirname, '../../workflows/monitor.yaml'), 'utf8');
    rig.workflow(shipped.replace('every: 1m', 'every: 100ms'), 'monitor');
    const { json } = await rig.run(
      'run',
      'monitor',
      '--detach',
      '--json',
      '--input',
      'echo ok; ! test -f broken',
    );
    const run = json.run_id;
    await rig.untilEvent(run, ({ kind, round }) => kind === 'attempt-ended' && round === 3);
    writeFileSync(join(rig.project, 'broken'), '');
    await rig.untilEvent(run, ({ kind }) => kind === 'ended');
    expect(rig.journal(run).at(-1)).toMatchObject({ outcome: 'done' });
    expect(rig.brain.prompts()).toHaveLength(1);
    expect(rig.brain.prompts()[0]).toContain('has failed with exit code 1.');
    await until(
      'the notifier to be called',
      () => existsSync(told) && readFileSync(told, 'utf8').includes('\n'),
    );
    expect(readFileSync(told, 'utf8')).toBe(`workflow monitor done ${run}: the disk is full\n`);
    // And the chief's client at its next turn, once.
    expect((await rig.run('news')).out).toContain(`[ctrlg] Workflow monitor done · run ${run}\n`);
    expect((await rig.run('news')).out).toBe('');
  });
});
