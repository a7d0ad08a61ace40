import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
let stray: number | undefined;
afterEach(async () => {
  if (stray !== undefined && isAlive(stray)) process.kill(stray, 'SIGKILL');
  await rig.stop();
});

/** Programs that come first in the PATH of windows, as shell scripts. */
function programs(scripts: Record<string, string>): string {
  const folder = join(rig.root, 'programs');
  mkdirSync(folder);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

it('of several windows that are started for an agent at the same moment, one stays', async () => {
  rig = new Rig({ brain: scriptedBrain() });
  // Between its look at the others and its own status a wrapper asks tmux where it is.
  const slow = programs({ tmux: 'sleep 0.3\nexec /usr/bin/tmux "$@"' });
  const door = `PATH='${slow}':"$PATH" exec '${join(repository, 'bin/ctrlg-agent')}' planning`;
  const panes = ['a', 'b', 'c'].map((name) => rig.tmux.start(name, rig.project, door));
  const standing = () => panes.filter((pane) => rig.tmux.isAlive(pane));
  await until('the others to give up', () => standing().length === 1, { show: () => rig.describe() });
  const { pane_id } = await rig.untilAgent('planning', 'to be idle', ({ status }) => status === 'idle');
  expect(standing()).toEqual([pane_id]);
  expect((await rig.hook('@planning who is there?').answer).result).toBe('echo: who is there?');
  expect(rig.brain.prompts()).toEqual(['who is there?']);
});

it('a client that has outlived its window is ended before another one is started', async () => {
  rig = new Rig({ brain: scriptedBrain() });
  const stubborn = programs({ stubborn: "trap '' HUP\nwhile :; do sleep 0.1; done" });
  rig.configure({ agents: { planning: { client: 'claude', command: [join(stubborn, 'stubborn')] } } });
  rig.tmux.start('first', rig.project, `exec '${join(repository, 'bin/ctrlg-agent')}' planning`);
  const { pid, pane_id, client_pid } = await rig.untilAgent('planning', 'to start', (s) => s.client_pid);
  stray = client_pid!;
  const door = Number(rig.tmux.run('display-message', '-p', '-t', pane_id, '#{pane_pid}'));
  for (const each of [door, pid]) process.kill(each, 'SIGKILL');
  await until('its window to be gone', () => !rig.tmux.isAlive(pane_id));
  expect(isAlive(client_pid!)).toBe(true);
  rig.tmux.start('second', rig.project, `exec '${join(repository, 'bin/ctrlg-agent')}' planning`);
  await rig.untilAgent('planning', 'to start anew', (s) => s.client_pid && s.client_pid !== client_pid);
  expect(isAlive(client_pid!)).toBe(false);
});
