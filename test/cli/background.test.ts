import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { ctrlg, runCtrlg } from './run-ctrlg.ts';

describe('tasks in the background', () => {
  let rig: Rig;
  beforeAll(() => {
    rig = new Rig({ brain: scriptedBrain() });
  });
  afterAll(() => rig.stop());
  const run = (...args: string[]) => runCtrlg({ project: rig.project, env: rig.env }, args);

  it('ask --background starts the agent, prints the id alone and waits for nothing', async () => {
    const { code, out, err } = await run('ask', '--background', 'planning', 'hold-1 the zebra plan');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^\w{11}\n$/);
    const id = out.trim();
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === id);
    const waiting = run('wait', id, '--timeout', '1m');
    rig.brain.release(1);
    expect((await waiting).code).toBe(0);
    expect((await run('results', '--waiting')).out).toContain(id);
    expect((await run('results', id)).out).toBe('echo: hold-1 the zebra plan');
    expect((await run('results', '--waiting')).out).toBe('No results wait.\n');
  });

  it('results --search finds prompts and results, with the line that holds the words', async () => {
    await run('ask', 'planning', 'nothing of note');
    const { out } = await run('results', '--search', 'zebra');
    expect(out).toMatch(/^TASK .*FOUND\n\w+ {2}done +planning .*hold-1 the zebra plan\n$/);
    expect((await run('results', '--search', 'giraffe')).out).toBe("No ended task holds 'giraffe'.\n");
  });

  it('--after begins a task when another one is done', async () => {
    const first = (await run('ask', '--background', 'planning', 'hold-2')).out.trim();
    const args = ['ask', '--background', '--priority', 'high', '--after', first, 'coding', 'second'];
    const second = (await run(...args)).out.trim();
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === first);
    expect((await run('results', second)).err).toContain(`task ${second} is waiting`);
    expect(existsSync(join(rig.state, 'tasks', second, '.done'))).toBe(false);
    rig.brain.release(2);
    expect((await run('wait', first, second, '--timeout', '1m')).code).toBe(0);
    expect((await run('results', second)).out).toBe('echo: second');
  });

  it('results --attach shows the waiting view in any terminal, and prints the result at the end', async () => {
    const id = (await run('ask', '--background', 'planning', 'hold-3')).out.trim();
    const words = Object.entries(rig.env).map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`);
    const command = `exec env -i ${words.join(' ')} TMUX="$TMUX" PS1="$ " sh`;
    const pane = rig.tmux.start('attaches', rig.project, command, [100, 24]);
    const see = (what: RegExp) =>
      until(String(what), () => what.test(rig.tmux.screen(pane)), { show: () => rig.tmux.screen(pane) });
    await see(/^\$/m);
    const attach = () => {
      rig.tmux.type(pane, `clear; '${ctrlg}' results --attach ${id}; echo code $?`);
      rig.tmux.keys(pane, 'Enter');
    };
    attach();
    await see(/● planning {2}working {2}0:\d\d[\s\S]*│ > hold-3[\s\S]*q stop waiting/);
    rig.tmux.keys(pane, 'C-c');
    await see(/planning goes on with task \w+\. Its result: ctrlg results [\s\S]*^code 130/m);
    attach();
    await see(/│ > hold-3/);
    rig.brain.release(3);
    await see(/^echo: hold-3\ncode 0/m);
    expect(rig.tmux.screen(pane)).not.toContain('q stop waiting');
    rig.tmux.type(pane, 'stty -a | tr " " "\\n" | grep -c -e -isig -e -icanon -e -echo$');
    rig.tmux.keys(pane, 'Enter');
    await see(/^0$/m);
  });
});
