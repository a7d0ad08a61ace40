import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'vitest';
import { BashChief } from '../coordinator/bash-chief.ts';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

const start = () => {
  rig = new Rig({
    brain: scriptedBrain(),
    config: { notify: 'echo "$CTRLG_AGENT $CTRLG_OUTCOME" >>../told' },
  });
};
const told = () => {
  const file = join(rig.root, 'told');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('the chief is told', () => {
  it('of a task in the background, in the status line of its terminal and by the notify command', async () => {
    start();
    const chief = new BashChief(rig);
    const person = rig.tmux.start(
      'person',
      rig.root,
      `exec env -u TMUX tmux -L ${rig.tmux.socket} attach -t '=${chief.format('#{session_name}')}'`,
    );
    await until('the person to be there', () => rig.tmux.screen(person).includes('chief ready'));
    await chief.pressCtrlG('@planning& quick');
    await chief.goesOn();
    await until('the message', () => /planning done in .* · ctrlg results/.test(rig.tmux.screen(person)), {
      show: () => rig.tmux.screen(person),
    });
    await until('the command', () => told() === 'planning done\n', { show: told });
  });

  it('of one that was left with b, and of one whose hook was killed, but not of one that was answered', async () => {
    start();
    const [left, killed] = [new BashChief(rig), new BashChief(rig)];
    await rig.hook('@coding answered').answer;
    await left.pressCtrlG('@planning hold-1');
    await left.shows('stop waiting');
    left.keys('b');
    await left.goesOn();
    await killed.pressCtrlG('@coding hold-2');
    await killed.shows('stop waiting');
    process.kill(await killed.node(), 'SIGKILL');
    await killed.goesOn();
    rig.brain.release(1);
    rig.brain.release(2);
    const both = () => told().split('\n').sort().join() === ',coding done,planning done';
    await until('both to be told', both, { show: told });
  });
});
