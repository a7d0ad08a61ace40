import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief } from './bash-chief.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** A project whose config names this shell script, in a folder with a space, as the person's editor; its pid is printed. */
function startWithEditor(script: string, options: Record<string, unknown> = {}): BashChief {
  rig = new Rig({ brain: scriptedBrain() });
  const editor = join(rig.project, 'my editor');
  writeFileSync(editor, `#!/bin/bash\necho "editing as $$"\n${script}`);
  chmodSync(editor, 0o755);
  rig.configure({
    agents: { planning: rig.brain.agent },
    editor: `'${editor}' --wait`,
    default: 'edit',
    ...options,
  });
  return new BashChief(rig);
}

const pidOn = (screen: string): number => Number(/editing as (\d+)/.exec(screen)?.[1]);

describe('the person’s own editor', () => {
  it('gets the prompt file as its last argument and the terminal cooked, and its text stands in the file', async () => {
    const chief = startWithEditor(
      'stty -a | grep -o -e "-*icanon" -e "-*isig"; echo "$1"; read -r line; echo "$line" >"$2"',
    );
    await chief.pressCtrlG('mine');
    await chief.shows(/^icanon$/m);
    await chief.shows(/^isig$/m);
    await chief.shows(/^--wait$/m);
    rig.tmux.type(chief.pane, 'typed');
    chief.keys('Enter');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('typed\n');
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('is reached from the menu; where it fails, its exit code is ours and the prompt stands as it was', async () => {
    const chief = startWithEditor('echo changed >"$2"; exit 3', { default: 'menu' });
    await chief.pressCtrlG('mine');
    await chief.shows('edit in my editor (my editor)');
    chief.keys('e');
    expect(await chief.goesOn()).toBe(3);
    // Some clients take the file even then.
    expect(chief.prompt).toBe('mine');
  });

  it('is the only one that Ctrl-C reaches, and Ctrl-Z does not leave it behind', async () => {
    const chief = startWithEditor(
      'trap "echo interrupted" INT; trap "echo again" CONT; while ! read -r line; do :; done; echo "read $line"',
    );
    await chief.pressCtrlG('mine');
    await chief.shows('editing as');
    chief.keys('C-z');
    await chief.shows('again');
    chief.keys('C-c');
    await chief.shows('interrupted');
    chief.keys('x', 'Enter');
    await chief.shows('read x');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.isAlive).toBe(true);
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('may be ended by Ctrl-C: the chief lives, and the client is told by the exit code', async () => {
    const chief = startWithEditor('sleep 100');
    await chief.pressCtrlG('mine');
    await chief.shows('editing as');
    chief.keys('C-c');
    expect(await chief.goesOn()).toBe(130);
    expect(chief.isAlive).toBe(true);
    expect(chief.prompt).toBe('mine');
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('is hung up on when %s ends the hook', async (signal) => {
    const chief = startWithEditor('sleep 100');
    await chief.pressCtrlG('mine');
    const editor = pidOn(await chief.shows(/editing as \d+$/m));
    process.kill(await chief.node(), signal);
    expect(await chief.goesOn(3_000)).toBe(signal === 'SIGTERM' ? 143 : 129);
    await until('the editor to end', () => !isAlive(editor));
    expect(await chief.isTerminalRestored()).toBe(true);
  });
});

describe('a shell from the menu', () => {
  it('has job control of its own, and leads back to the menu', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    const chief = new BashChief(rig, { env: { SHELL: '/bin/bash', PS1: 'mine$ ' } });
    await chief.pressCtrlG('do something');
    await chief.shows('open a shell');
    chief.keys('s');
    await chief.shows(/[$#] ?$/m);
    rig.tmux.type(chief.pane, 'sleep 100; echo "after: $?"');
    chief.keys('Enter');
    await until('sleep to run', () => chief.format('#{pane_current_command}') === 'sleep');
    chief.keys('C-c');
    await until('the prompt to be back', () => chief.format('#{pane_current_command}') === 'bash');
    rig.tmux.type(chief.pane, 'exit');
    chief.keys('Enter');
    await chief.shows('open a shell');
    chief.keys('q');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('do something');
    expect(await chief.isTerminalRestored()).toBe(true);
  });
});
