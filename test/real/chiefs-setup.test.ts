import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, it } from 'vitest';
import { codexKit } from '../../src/selftest/kits/codex.ts';
import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { scriptedBrain } from '../support/brain.ts';
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

/** A busy machine takes opencode half a minute to start. */
const PATIENCE_MS = 150_000;

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
    const isAnswered = () => chief!.screen().includes('echo: no mention at all');
    // A client that has just started may not know the key yet.
    const press = () => {
      if (!chief!.isEditing && !isAnswered()) chief!.keys('C-g');
      return isAnswered();
    };
    await until('the answer in the box', press, {
      everyMs: 1_500,
      timeoutMs: 60_000,
      show: () => rig.describe(),
    });
  },
  PATIENCE_MS,
);
