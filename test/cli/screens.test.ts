import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { ctrlg, runCtrlg } from './run-ctrlg.ts';

const childOf = (pid: string): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());

/** What a person sees, in real windows. */
describe('on a terminal', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = new Rig({ brain: scriptedBrain() });
    await run('up');
  });
  afterAll(() => rig.stop());

  const run = (...args: string[]) => runCtrlg({ project: rig.project, env: rig.env }, args);

  /** A window with a shell in it, of that width. */
  async function shell(name: string, width = 100): Promise<string> {
    const words = Object.entries(rig.env).map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`);
    const inTmux = 'TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" PS1="$ "';
    const pane = rig.tmux.start(name, rig.project, `exec env -i ${words.join(' ')} ${inTmux} sh`, [
      width,
      30,
    ]);
    await see(pane, /^\$/m);
    return pane;
  }
  const type = (pane: string, line: string) => {
    rig.tmux.type(pane, `clear; ${line}`);
    rig.tmux.keys(pane, 'Enter');
  };
  const see = (pane: string, what: RegExp) =>
    until(String(what), () => (what.test(rig.tmux.screen(pane)) ? rig.tmux.screen(pane) : ''), {
      show: () => rig.tmux.screen(pane),
    });

  it.each([40, 60, 200])('status fits a terminal of %i columns', async (width) => {
    const pane = await shell(`status-${width}`, width);
    type(pane, `'${ctrlg}' status; echo code $?`);
    const screen = await see(pane, /code 0/);
    expect(screen).toMatch(/^planning +idle/m);
    expect(screen).toMatch(/^coding +idle/m);
    expect(screen.split('\n').filter((line) => line.trim() !== '')).toHaveLength(5);
  });

  it('status has colours, and none with NO_COLOR', async () => {
    const pane = await shell('colours');
    const coloured = () => rig.tmux.run('capture-pane', '-e', '-p', '-t', pane).includes('\u001b[32m');
    type(pane, `'${ctrlg}' status; echo code $?`);
    await see(pane, /code 0/);
    expect(coloured()).toBe(true);
    type(pane, `NO_COLOR=1 '${ctrlg}' status; echo again $?`);
    await see(pane, /again 0/);
    expect(coloured()).toBe(false);
  });

  it('status --watch shows changes as they come, and q gives the terminal back', async () => {
    const pane = await shell('watch');
    type(pane, `'${ctrlg}' status --watch; echo code $?`);
    await see(pane, /^q leaves/m);
    const asked = run('ask', 'planning', 'hold-1');
    await see(pane, /^planning +working/m);
    rig.brain.release(1);
    await asked;
    await see(pane, /^planning +idle/m);
    rig.tmux.run('resize-window', '-t', pane, '-x', '36');
    await until('the table to fit', () => !/CLIENT/.test(rig.tmux.screen(pane)), {
      show: () => rig.tmux.screen(pane),
    });
    rig.tmux.keys(pane, 'q');
    await see(pane, /^code 0/m);
    expect(rig.tmux.run('display-message', '-p', '-t', pane, '#{alternate_on} #{cursor_flag}')).toBe('0 1');
    type(pane, 'stty -a | tr " " "\\n" | grep -c -e -isig -e -icanon -e -echo$');
    await see(pane, /^0$/m);
  });

  it('status --watch leaves the terminal as it was when it is ended', async () => {
    const pane = await shell('ended');
    type(pane, `'${ctrlg}' status --watch; echo code $?`);
    await see(pane, /^q leaves/m);
    process.kill(childOf(rig.tmux.run('display-message', '-p', '-t', pane, '#{pane_pid}')), 'SIGTERM');
    await see(pane, /^code 143/m);
    expect(rig.tmux.run('display-message', '-p', '-t', pane, '#{alternate_on} #{cursor_flag}')).toBe('0 1');
  });

  it('ask tells on the way what the agent waits for', async () => {
    const pane = await shell('asks');
    type(pane, `'${ctrlg}' ask coding ask-1; echo code $?`);
    await see(pane, /^coding: waits for you: Bash: touch asked-1 \(ctrlg attach coding\)/m);
    rig.tmux.keys(rig.status('coding')!.pane_id, 'Enter');
    await see(pane, /^echo: ask-1\ncode 0/m);
  });

  it('a result on a terminal cannot do anything to it', async () => {
    const pane = await shell('clean');
    type(pane, `'${ctrlg}' ask planning "$(printf 'a\\033[31mb')"; echo code $?`);
    await see(pane, /^echo: ab\ncode 0/m);
  });

  it('attach shows the window of the agent, from a window of the same tmux', async () => {
    const pane = await shell('inside');
    const client = attachedClient('inside');
    await until('a terminal that shows it', () => sessionOf(client));
    type(pane, `'${ctrlg}' attach coding`);
    const { window_id } = rig.status('coding')!;
    await until(
      'the agent to be shown',
      () =>
        sessionOf(client) ===
        `${rig.tmux.run('display-message', '-p', '-t', window_id, '#{session_name}')} ${window_id}`,
      {
        show: () => sessionOf(client),
      },
    );
  });

  it('attach starts the agent and attaches a terminal that is in no tmux', async () => {
    await run('down', 'coding');
    const pane = await shell('outside');
    type(pane, `env -u TMUX '${ctrlg}' attach coding; echo code $?`);
    await see(pane, /^coding \(scripted\)/m);
    expect(sessionOf(pane)).toContain(rig.status('coding')!.window_id);
    rig.tmux.run('detach-client', '-s', sessionOf(pane).split(' ')[0]!);
    await see(pane, /^code 0/m);
  });

  /** A tmux inside a window of ours stands for the terminal of a person. */
  function attachedClient(session: string): string {
    return rig.tmux.start(
      `terminal-of-${session}`,
      rig.project,
      `exec env -u TMUX TERM=xterm-256color tmux -L ${rig.tmux.socket} attach -t ${session}`,
    );
  }
  const sessionOf = (pane: string): string => {
    const tty = rig.tmux.run('display-message', '-p', '-t', pane, '#{pane_tty}');
    return (
      rig.tmux
        .run('list-clients', '-F', '#{client_tty} #{session_name} #{window_id}')
        .split('\n')
        .find((line) => line.startsWith(`${tty} `))
        ?.slice(tty.length + 1) ?? ''
    );
  };
});
