import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief, type ChiefOptions } from './bash-chief.ts';

let rig: Rig;
beforeEach(() => {
  rig = new Rig({ brain: scriptedBrain(), agents: { planning: {}, coding: {}, testing: {} } });
});
afterEach(() => rig.stop());

const asking = async (prompt: string, options: ChiefOptions = {}): Promise<BashChief> => {
  const chief = new BashChief(rig, options);
  await chief.pressCtrlG(prompt);
  return chief;
};

/** The task that an agent was given, by its prompt. */
const taskOf = (prompt: string): string => {
  const tasks = join(rig.state, 'tasks');
  return readdirSync(tasks).find((id) => readFileSync(join(tasks, id, 'prompt.md'), 'utf8') === prompt)!;
};
const ended = (id: string) => until(`${id} to end`, () => existsSync(join(rig.state, 'tasks', id, '.done')));
const isTaken = (id: string) => existsSync(join(rig.state, 'tasks', id, 'taken'));

describe('while several tasks of one prompt wait', () => {
  it('each has a line; all run at once, and their results come in the order written', async () => {
    const chief = await asking('@planning hold-1\n@coding hold-2\n@testing quick');
    const screen = await chief.shows(
      /● planning {2}working .*\n.*● coding {4}working .*\n.*✓ testing {3}done/,
    );
    expect(screen).toMatch(/^3 tasks {2}0:\d\d {2}2 working, 1 done$/m);
    await chief.shows(/│ > hold-1/);
    rig.brain.release(2);
    await chief.shows(/✓ coding/);
    rig.brain.release(1);
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(
      /^\[ctrlg\] 3 tasks: 3 done · wall 0:\d\d · turns 0:\d\d.*\n\n## planning · done in .* · task \w+\n\necho: hold-1\n\n## coding · done .*\n\necho: hold-2\n\n## testing · done .*\n\necho: quick\n$/,
    );
    expect(isTaken(taskOf('quick'))).toBe(true);
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('the arrow keys and j and k mark one, o opens its window', async () => {
    const chief = await asking('@planning hold-1\n@coding hold-2\n@testing quick');
    const sees = await chief.attachPerson();
    await chief.shows(/^❯ ● planning[\s\S]*│ > hold-1/m);
    chief.keys('Down');
    await chief.shows(/^❯ ● coding[\s\S]*│ > hold-2/m);
    chief.keys('j');
    await chief.shows(/^❯ ✓ testing[\s\S]*│ echo: quick/m);
    chief.keys('Down', 'k', 'k');
    await chief.shows(/^❯ ● coding/m);
    chief.keys('o');
    await until('coding’s window to be seen', () => /^ctrlg-.*:coding$/.test(sees()));
    chief.keys('q');
    await chief.goesOn();
  });

  it('x stops the marked one only; what was done stands above, the rest can be asked again', async () => {
    const chief = await asking('Shared.\n\n@planning quick\n\n@coding ask-1\n');
    await chief.shows(/✓ planning[\s\S]*▲ coding {4}blocked.*Bash: touch asked-1/);
    chief.keys('Down', 'x');
    expect(await chief.goesOn()).toBe(0);
    const [, failed] = /coding · cancelled after .* · task (\w+)\nstopped at your request\n/.exec(
      chief.prompt,
    )!;
    expect(chief.prompt).toMatch(
      /^\[ctrlg\] 2 tasks: 1 done, 1 cancelled .*\n\n## planning[\s\S]*echo: Shared\.\s+quick\n/,
    );
    const kept = chief.prompt.slice(0, chief.prompt.indexOf('\n-----'));
    expect(chief.prompt.slice(kept.length)).toBe(
      `\n----- not done, as you asked for it (${failed}) -----\nShared.\n\n@coding ask-1`,
    );
    await chief.pressCtrlG(chief.prompt.replace('ask-1', 'now quick'));
    await chief.goesOn();
    expect(chief.prompt.startsWith(kept.trimEnd())).toBe(true);
    expect(chief.prompt.slice(kept.trimEnd().length)).toMatch(
      /^\n\n\[ctrlg\] coding · done in .*\n\necho: Shared\.\s+now quick$/,
    );
    expect(chief.prompt).not.toContain('-----');
  });

  it('when none was done the whole prompt stays below the report, as it was', async () => {
    const prompt = '@planning fail-1\n@coding:  fail-2  \n';
    const chief = await asking(prompt);
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] none of 2 tasks was done: 2 failed .*\n\n## planning · failed/);
    expect(chief.prompt.endsWith(`\n----- your prompt, unchanged -----\n${prompt}`)).toBe(true);
  });

  it('b leaves those that run in the background, with tickets; what was done is answered', async () => {
    const chief = await asking('@planning hold-1\n@coding quick');
    await chief.shows(/✓ coding/);
    chief.keys('b');
    await chief.goesOn();
    const ticket = `[ctrlg] planning works on it in the background: ctrlg results ${taskOf('hold-1')}`;
    expect(chief.prompt).toMatch(/^\[ctrlg\] 2 tasks: 1 in the background, 1 done\n/);
    expect(chief.prompt).toContain(`\n${ticket}\n\n## coding · done`);
    rig.brain.release(1);
    await ended(taskOf('hold-1'));
    expect(isTaken(taskOf('hold-1'))).toBe(false);
  });

  it.each(['q', 'C-c'])('%s puts the prompt back; the runs go on and the results are kept', async (key) => {
    const prompt = '@planning hold-1 你好\n@coding quick';
    const chief = await asking(prompt);
    await chief.shows(/✓ coding/);
    chief.keys(key);
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe(prompt);
    expect(await chief.isTerminalRestored()).toBe(true);
    rig.brain.release(1);
    await ended(taskOf('hold-1 你好'));
    expect([taskOf('quick'), taskOf('hold-1 你好')].map(isTaken)).toEqual([false, false]);
  });

  it('each has its own deadline', async () => {
    const chief = await asking('@planning(timeout=2s) hold-1\n@coding(timeout=1m) hold-2');
    await chief.shows(/● planning[\s\S]*● coding/);
    rig.brain.release(2);
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] 2 tasks: 1 timed out, 1 done/);
    expect(chief.prompt).toContain('No answer within 0.03 minutes. The run goes on');
    expect(chief.prompt).toMatch(/\n@planning\(timeout=2s\) hold-1$/);
  });

  it('one whose agent cannot be started takes nothing from the others', async () => {
    const config = JSON.parse(readFileSync(join(rig.project, 'ctrlg.config.json'), 'utf8'));
    config.agents.coding = { client: 'claude', command: ['/no/such/program'] };
    rig.configure(config);
    const chief = await asking('@planning quick\n@coding go');
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] 2 tasks: 1 done, 1 not started\n/);
    expect(chief.prompt).toMatch(/\n## coding · not started · task \w+ was taken back\n/);
    expect(chief.prompt).toMatch(/\n@coding go$/);
  });

  it('a task for the background is not waited for, and its agent is started', async () => {
    const chief = await asking('@planning& hold-1\n@coding& hold-2');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe(
      `[ctrlg] planning works on it in the background: ctrlg results ${taskOf('hold-1')}\n` +
        `[ctrlg] coding works on it in the background: ctrlg results ${taskOf('hold-2')}\n`,
    );
    rig.brain.release(1);
    rig.brain.release(2);
    await Promise.all(['hold-1', 'hold-2'].map((prompt) => ended(taskOf(prompt))));
  });

  it('a terminal that can only print gets a line for each state of each', async () => {
    const chief = await asking('@planning hold-1\n@coding ask-1', { env: { TERM: 'dumb' } });
    await chief.shows(/coding blocked · Bash: touch asked-1/);
    await chief.shows(/planning working · task/);
    chief.keys('q');
    await chief.goesOn();
  });

  it('with NO_COLOR nothing is coloured, and a small terminal shows the marked one', async () => {
    const chief = await asking('@planning hold-1\n@coding hold-2\n@testing quick', {
      env: { NO_COLOR: '1' },
      size: [40, 5],
    });
    await chief.shows(/^❯ ● planning {2}working/m);
    chief.keys('Down', 'Down');
    await chief.shows(/^❯ ✓ testing/m);
    expect(chief.screen().split('\n').at(-1)).toBe('  o open · x stop · b leave · q quit');
    expect(rig.tmux.run('capture-pane', '-p', '-e', '-t', chief.pane)).not.toContain('\u001b[');
    chief.keys('q');
    await chief.goesOn();
  });

  it('without a terminal the answer comes all the same', async () => {
    const { answer } = rig.hook('@planning quick\n@coding quick too');
    expect((await answer).text).toMatch(/echo: quick\n[\s\S]*echo: quick too\n$/);
  });
});
