import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { codexKit } from '../../src/selftest/kits/codex.ts';
import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { claudeBrain, scriptedBrain } from '../support/brain.ts';
import { RealChief } from '../support/real-chief.ts';
import { Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
let chief: RealChief | undefined;
afterEach(async () => {
  await chief?.stop();
  chief = undefined;
  await rig.stop();
});

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

/** Without an editor in its environment: set-up alone decides, and the key is the same for all. */
it.each([codexKit, geminiKit, opencodeKit].map((kit) => [kit.client, kit] as const))(
  'after ctrlg setup %s, Ctrl-G in it reaches an agent',
  async (client, kit) => {
    rig = new Rig({ brain: scriptedBrain(), config: { default: 'planning' } });
    chief = await RealChief.start(rig, kit, {
      beforeStart: (env) =>
        execFileSync(join(repository, 'bin/ctrlg'), ['setup', client], { cwd: rig.project, env }),
    });
    chief.type('no mention at all');
    await until('the prompt in the box', () => chief!.screen().includes('no mention at all'));
    chief.keys('C-g');
    await until('the answer in the box', () => chief!.screen().includes('echo: no mention at all'), {
      show: () => rig.describe(),
    });
  },
);
