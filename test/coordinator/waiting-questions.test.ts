import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief } from './bash-chief.ts';

const LONG = `${Array.from({ length: 30 }, (_, n) => `echo part-${n}`).join(' && ')} && rm -rf the-tail`;
const ask = (command: string) => [{ ask: command }, { reply: 'went on' }];

let rig: Rig;
afterEach(() => rig.stop());
const start = () => {
  const rules = [
    { includes: 'long', do: ask(LONG) },
    { includes: 'hidden', do: ask('echo \u001b]0;rm -rf ~;\u0007 hello') },
    { includes: 'twice', do: [{ ask: 'first' }, { ask: 'second' }, { reply: 'went on' }] },
  ];
  rig = new Rig({ brain: scriptedBrain(rules) });
};
const asks = (words: string) =>
  rig.untilAgent(
    'planning',
    `to ask ${words}`,
    ({ question_id, blocked_on }) => question_id && blocked_on?.includes(words),
  );

describe('a question in the waiting view', () => {
  it('is read to its end, page by page, before y counts', async () => {
    start();
    const chief = new BashChief(rig, { size: [60, 8] });
    await chief.pressCtrlG('@planning long');
    const { question_id } = await asks('the-tail');
    await chief.shows(/echo part-0 [\s\S]*space read on, 1\/\d/);
    chief.keys('y');
    await chief.shows('It has only just come up');
    expect(rig.status('planning')!.question_id).toBe(question_id);
    for (let presses = 0; !chief.screen().includes('the-tail'); presses += 1) {
      expect(presses).toBeLessThan(20);
      const before = chief.screen();
      chief.keys('Space');
      await until('the next page', () => chief.screen() !== before, { timeoutMs: 3_000 });
    }
    await chief.shows(/y approve · n deny/);
    const press = () => {
      chief.keys('y');
      return rig.status('planning')!.question_id === null;
    };
    await until('y to count', press, { everyMs: 300 });
    await chief.goesOn();
    expect(chief.prompt).toMatch(/went on$/);
  });

  it('shows what a terminal would hide', async () => {
    start();
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hidden');
    await chief.shows('Bash: echo <U+001B>]0;rm -rf ~;<U+0007> hello');
    chief.keys('q');
    await chief.goesOn();
  });

  it('that comes up in the place of another is not approved with it', async () => {
    start();
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning twice');
    await chief.shows(/Bash: first[\s\S]*y approve/);
    const { question_id } = await asks('first');
    // All at once, as an impatient person presses.
    const press = () => {
      for (let n = 0; n < 3; n += 1) chief.keys('y');
      return rig.status('planning')!.question_id !== question_id;
    };
    await until('y to count', press, { everyMs: 300 });
    await asks('second');
    await chief.shows(/Bash: second[\s\S]*y approve/);
    chief.keys('n');
    const deny = () => {
      chief.keys('n');
      return rig.status('planning')!.question_id === null;
    };
    await until('n to count', deny, { everyMs: 300 });
    await chief.goesOn();
    expect(chief.prompt).toMatch(/Rejected: second$/);
  });
});
