import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('after ctrlg setup, Ctrl-G in Claude Code reaches an agent that reads the same settings', async () => {
  const brain = await claudeBrain();
  rig = new Rig({ brain, config: { default: 'planning' } });
  execFileSync(join(repository, 'bin/ctrlg'), ['setup'], { cwd: rig.project, env: rig.env });
  const pane = rig.tmux.start('plain-chief', rig.project, `exec ${brain.chiefCommand}`);
  const screen = () => rig.tmux.screen(pane);
  await until('the chief to be ready', () => brain.isChiefReady(screen()), { show: screen });
  rig.tmux.type(pane, 'no mention at all');
  await until('the prompt in the box', () => screen().includes('no mention at all'));
  rig.tmux.keys(pane, 'C-g');
  await until('the answer in the box', () => screen().includes('echo: no mention at all'), {
    show: () => rig.describe(),
  });
  rig.tmux.keys(pane, 'Enter');
  expect((await brain.api.nextRequest(({ text }) => text.startsWith('[ctrlg]'))).text).toContain(
    'echo: no mention at all',
  );
});
