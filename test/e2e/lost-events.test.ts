import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** An agent whose submit events are cut short, as on a full disk, while `lose` is there. */
function start(): { lose: () => void } {
  const brain = scriptedBrain();
  rig = new Rig({ brain });
  const folder = join(rig.root, 'programs');
  const switched = join(rig.root, 'lose');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'cat'),
    `#!/bin/sh\n[ -e '${switched}' ] && case $(readlink /proc/$$/fd/1) in *UserPromptSubmit*) exit 1 ;; esac\nexec /bin/cat "$@"\n`,
  );
  chmodSync(join(folder, 'cat'), 0o755);
  rig.configure({ agents: { planning: { ...brain.agent, env: { PATH: `${folder}:${rig.env.PATH}` } } } });
  return { lose: () => writeFileSync(switched, '') };
}
const isBusy = () => rig.brain.clientState('planning', 0) === 'busy';

describe('a prompt that the client took while the event that tells so was lost', () => {
  it('is not asked a second time: its task fails, and says where to look', async () => {
    const events = start();
    await rig.hook('@planning warm up').answer;
    events.lose();
    const { text } = await rig.hook('@planning hold-1').answer;
    expect(text).toMatch(
      /failed[\s\S]*began a turn when this prompt was in its input box[\s\S]*\n@planning hold-1$/,
    );
    rig.brain.release(1);
    await until('the client to be idle', () => !isBusy());
    expect(rig.brain.prompts()).toEqual(['warm up', 'hold-1']);
  });

  it('is not asked a second time either when the turn was over soon', async () => {
    const events = start();
    await rig.hook('@planning warm up').answer;
    events.lose();
    const { text } = await rig.hook('@planning quick').answer;
    expect(text).toMatch(/failed[\s\S]*look at its window before you ask again/);
    expect(rig.brain.prompts()).toEqual(['warm up', 'quick']);
  });

  it('is not asked a second time by the wrapper that comes after a killed one', async () => {
    const events = start();
    await rig.hook('@planning warm up').answer;
    events.lose();
    const asked = rig.hook('@planning hold-1');
    await until('the client to be at it', isBusy);
    process.kill(rig.status('planning')!.pid, 'SIGKILL');
    expect((await asked.answer).text).toMatch(/failed[\s\S]*look at its window before you ask again/);
    rig.brain.release(1);
    await until('the client to be idle', () => !isBusy());
    expect(rig.brain.prompts()).toEqual(['warm up', 'hold-1']);
  });
});
