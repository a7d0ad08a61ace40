import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief } from './bash-chief.ts';

let rig: Rig;
beforeEach(() => {
  const description = 'Plans things.';
  const agents = { planning: { description }, coding: { keywords: ['fix'] }, testing: {} };
  rig = new Rig({ brain: scriptedBrain(), agents });
});
afterEach(() => rig.stop());

const MENU = 'Enter pick';

const openedWith = async (
  prompt: string,
  options?: ConstructorParameters<typeof BashChief>[1],
): Promise<BashChief> => {
  const chief = new BashChief(rig, options);
  await chief.pressCtrlG(prompt);
  await chief.shows(MENU);
  return chief;
};

describe('the menu', () => {
  it('shows the prompt, the agents with their states, and what else can be done', async () => {
    const chief = await openedWith('do something\nwith this');
    const screen = chief.screen();
    expect(screen).toMatch(/^ {2}do something\n {2}with this$/m);
    expect(screen).toMatch(/^❯ 1 {2}planning {2}not started {2}Plans things\.$/m);
    expect(screen).toMatch(/^ {2}3 {2}testing /m);
    expect(screen).toContain('  e  edit in my editor (false)');
    expect(screen).not.toContain('results waiting');
    chief.keys('q');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('do something\nwith this');
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('sends the prompt to the agent that is picked', async () => {
    const chief = await openedWith('do something');
    chief.keys('Down', 'Enter');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/^\[ctrlg\] coding · done .*\n\necho: do something$/);
  });

  it('picks by number and by letter', async () => {
    const chief = await openedWith('do something');
    chief.keys('3');
    await chief.shows(/^❯ 3/m);
    chief.keys('c', 'Enter');
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] coding /);
  });

  it('a leaves the choice to the rules', async () => {
    const chief = await openedWith('fix it');
    chief.keys('a');
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] coding /);
  });

  it.each(['Escape', 'C-c'])('%s leaves the file as it is', async (key) => {
    const chief = await openedWith('do something');
    chief.keys(key);
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('do something');
    expect(chief.isAlive).toBe(true);
  });

  it('a key that is pressed before it stands counts', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('do something');
    chief.keys('2', 'Enter');
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] coding /);
  });

  it('follows the agents while it is open', async () => {
    await rig.hook('@planning warm up').answer;
    const chief = await openedWith('do something');
    // Its answer was taken.
    expect(await chief.shows(/planning {2}idle/)).not.toContain('results waiting');
    const other = rig.hook('@planning hold-1');
    await rig.untilAgent('planning', 'to work', ({ status }) => status === 'working');
    await chief.shows(/planning {2}working .* hold-1 · Plans things\./, 500);
    rig.brain.release(1);
    await other.answer;
    await chief.shows(/planning {2}idle/);
    chief.keys('q');
    await chief.goesOn();
  });

  it('is whole in a small terminal, and scrolls', async () => {
    const chief = await openedWith('do something', { size: [40, 5] });
    expect(chief.screen().split('\n').at(-1)).toBe('  Enter pick · o open · q leave');
    chief.keys('3');
    await chief.shows(/^❯ 3 {2}testing/m);
    chief.keys('q');
    await chief.goesOn();
  });

  it('says in the file that it needs a terminal', async () => {
    const { text, code } = await rig.hook('do something').answer;
    expect(code).toBe(0);
    expect(text).toMatch(/^\[ctrlg\] There is no terminal to show the menu on\. Begin the prompt with @name/);
    expect(text).toMatch(/\ndo something$/);
  });

  it('opens the agent’s window for an empty prompt, starting the agent, and leaves the file', async () => {
    const chief = new BashChief(rig);
    const sees = await chief.attachPerson();
    await chief.pressCtrlG(' \n');
    await chief.shows('The prompt is empty');
    chief.keys('2', 'Enter');
    await until('the agent’s window to be seen', () => /^ctrlg-.*:coding$/.test(sees()));
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe(' \n');
  });

  it('opens nothing and sends nothing for an empty prompt where the window cannot be shown', async () => {
    const chief = await openedWith('', { env: { TMUX: '' } });
    await chief.shows('The prompt is empty');
    chief.keys('Enter');
    await chief.shows('ctrlg attach planning');
    chief.keys('a');
    await chief.shows('nothing to send');
    chief.keys('q');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('');
  });

  it('offers first what waits to be taken, and leaves Enter to the agents', async () => {
    await rig.hook('@planning& in the background').answer;
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@coding& quick');
    expect(await chief.goesOn()).toBe(0);
    const tickets = chief.prompt;
    await until('both to end', () =>
      ['planning', 'coding'].every((agent) => rig.status(agent)?.status === 'idle'),
    );
    await chief.pressCtrlG(`${tickets}\ndo more`);
    const screen = await chief.shows(/^ {2}r {2}results waiting \(1, and 1 asked elsewhere\)$/m);
    expect(screen).toMatch(/^ {2}do more\n\n {2}r [^\n]*\n\n❯ 1 {2}planning/m);
    chief.keys('r');
    await chief.shows(/Results waiting\n\n❯ 1 {2}coding {4}done just now {2}quick\n {2}2 {2}planning/);
    chief.keys('Enter');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/^\[ctrlg\] coding · done in .*\n\necho: quick\n\ndo more$/);
  });

  it('offers to wait again for what was left running, and keeps what stands in the prompt', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/│ > hold-1/);
    process.kill(await chief.node(), 'SIGKILL');
    await chief.goesOn();
    const other = await openedWith('elsewhere');
    expect(other.screen()).not.toContain('still runs');
    other.keys('q');
    await chief.pressCtrlG('something else');
    await chief.shows(/^ {2}w {2}1 task asked here still runs: wait for it \(planning\)$/m);
    chief.keys('w');
    await chief.shows(/● planning {2}working .* asked before/);
    rig.brain.release(1);
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/^\[ctrlg\] planning · done .*\n\necho: hold-1\n\nsomething else$/);
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('keeps the marked agent marked when a result comes in above it', async () => {
    await rig.hook('@coding& hold-1').answer;
    await rig.untilAgent('coding', 'to work', ({ status }) => status === 'working');
    const chief = await openedWith('do something');
    chief.keys('2');
    await chief.shows(/^❯ 2 {2}coding/m);
    rig.brain.release(1);
    await chief.shows(/ r {2}results waiting \(1\)\n\n {2}1 {2}planning.*\n❯ 2 {2}coding/);
    chief.keys('q');
    await chief.goesOn();
  });
});
