import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief } from './bash-chief.ts';

const KEYS = 'o open · b background · x stop it · q stop waiting';

let rig: Rig;
beforeEach(() => {
  rig = new Rig({ brain: scriptedBrain() });
});
afterEach(() => rig.stop());

const working = () => rig.untilAgent('planning', 'to work', ({ status }) => status === 'working');

/** The result of the only task, when it has ended. */
const result = (): Promise<string> => {
  const tasks = join(rig.state, 'tasks');
  const ended = () => readdirSync(tasks).find((id) => existsSync(join(tasks, id, 'result.md')));
  return until('the task to end', ended).then((id) => readFileSync(join(tasks, id, 'result.md'), 'utf8'));
};

describe('while a task waits', () => {
  it('its agent, state, time, id and reason, the agent’s last lines and the keys are shown', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    const screen = await chief.shows(/│ > hold-1/);
    expect(screen).toMatch(/^● planning {2}working {2}0:\d\d {2}task \w+ {2}named in the prompt$/m);
    expect(screen).toContain(KEYS);
    expect(chief.format('#{cursor_flag}')).toBe('0');
    await chief.shows(/working {2}0:02/);
    rig.brain.release(1);
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/\n\necho: hold-1$/);
    expect(await chief.isTerminalRestored()).toBe(true);
    expect(chief.screen()).not.toContain('planning');
  });

  it('q leaves the prompt as it was; the run goes on and its result is kept', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1 你好\n');
    await chief.shows(KEYS);
    chief.keys('q');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toBe('@planning hold-1 你好\n');
    expect(await chief.isTerminalRestored()).toBe(true);
    await working();
    rig.brain.release(1);
    expect(await result()).toBe('echo: hold-1 你好');
  });

  it.each([50, 100, 300])('Ctrl-C after %i ms leaves chief, prompt and terminal as they were', async (ms) => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    await chief.keysAfter(ms, 'C-c');
    expect(await chief.goesOn(5_000)).toBe(0);
    expect(chief.isAlive).toBe(true);
    expect(chief.prompt).toBe('@planning hold-1');
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('Esc leaves too, but an arrow key does not, and neither does a paste', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(KEYS);
    chief.keys('Up', 'Left', 'F5');
    rig.tmux.type(chief.pane, 'fix the box, quickly');
    await chief.shows(/0:02/);
    expect(chief.screen()).toContain(KEYS);
    chief.keys('Escape');
    expect(await chief.goesOn(2_000)).toBe(0);
    expect(chief.prompt).toBe('@planning hold-1');
  });

  it('b leaves it running in the background and returns its ticket', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(KEYS);
    chief.keys('b');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/^\[ctrlg\] planning works on it in the background: ctrlg results (\w+)\n$/);
    rig.brain.release(1);
    expect(await result()).toBe('echo: hold-1');
  });

  it('results that wait from before are told of beside it, and not in the answer', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@coding& quick');
    await chief.goesOn();
    await rig.untilAgent('coding', 'to have done it', ({ status, context_summary }) =>
      Boolean(status === 'idle' && context_summary),
    );
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/1 other result waits: ctrlg results --waiting/);
    rig.brain.release(1);
    await chief.goesOn();
    expect(chief.prompt).toMatch(/^\[ctrlg\] planning · done .*\n\necho: hold-1$/);
  });

  it('a prompt that still runs from before is told of when it is asked again', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(KEYS);
    chief.keys('q');
    await chief.goesOn();
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/You asked the same before, and it still runs: ctrlg results --attach \w+/);
    chief.keys('x');
    await chief.goesOn();
    expect(chief.prompt).toMatch(/cancelled before it was begun/);
    rig.brain.release(1);
    expect(await result()).toBe('echo: hold-1');
  });

  it('x asks the agent to stop, says so, and waits for the end', async () => {
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning ask-1');
    await chief.shows(/blocked/);
    chief.keys('x');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/planning · cancelled.*\nstopped at your request\n/);
    expect(chief.prompt).toMatch(/@planning ask-1$/);
  });

  it('x takes back a task that nobody has begun', async () => {
    const [first, second] = [new BashChief(rig), new BashChief(rig)];
    await first.pressCtrlG('@planning hold-1');
    await working();
    await second.pressCtrlG('@planning never');
    await second.shows(/queued, next/);
    second.keys('x');
    expect(await second.goesOn()).toBe(0);
    expect(second.prompt).toMatch(/cancelled before it was begun\n/);
    rig.brain.release(1);
    await first.goesOn();
    expect(first.prompt).toContain('echo: hold-1');
  });

  it('the place in the queue is shown', async () => {
    const chiefs = [new BashChief(rig), new BashChief(rig), new BashChief(rig)] as const;
    await chiefs[0].pressCtrlG('@planning hold-1');
    await working();
    await chiefs[1].pressCtrlG('@planning second');
    await rig.untilAgent('planning', 'to queue it', ({ queue }) => queue.length === 1);
    await chiefs[2].pressCtrlG('@planning third');
    await chiefs[2].shows(/queued 2nd of 2/);
    rig.brain.release(1);
    await Promise.all(chiefs.map((chief) => chief.goesOn()));
    expect(chiefs[2].prompt).toMatch(/echo: third$/);
  });

  it('it is told when somebody works in the agent’s window by hand', async () => {
    await rig.hook('@planning warm up').answer;
    const { pane_id } = await rig.untilAgent('planning', 'to be idle', ({ status }) => status === 'idle');
    rig.tmux.type(pane_id, 'hold-1 by hand');
    rig.tmux.keys(pane_id, 'Enter');
    await rig.untilAgent('planning', 'to be attended', ({ attended }) => attended);
    const chief = new BashChief(rig);
    await chief.pressCtrlG('@planning afterwards');
    await chief.shows(/◆ planning {2}attended.*Somebody works in its window by hand/s);
    rig.brain.release(1);
    await chief.goesOn();
    expect(chief.prompt).toMatch(/echo: afterwards$/);
  });

  it('o brings the person at this chief to the agent’s window, and says how to come back', async () => {
    const [chief, other] = [new BashChief(rig), new BashChief(rig)];
    const [sees, otherSees] = [await chief.attachPerson(), await other.attachPerson()];
    const session = other.format('#{session_name}');
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/│ > hold-1/);
    chief.keys('o');
    await until('the agent’s window to be seen', () => /^ctrlg-.*:planning$/.test(sees()));
    await chief.shows('Its window was opened');
    expect(otherSees()).toMatch(`${session}:`);
    rig.brain.release(1);
    await chief.goesOn();
  });

  it('o tells the way where the window is in another tmux', async () => {
    const chief = new BashChief(rig, { env: { TMUX: '' } });
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/│ > hold-1/);
    chief.keys('o');
    await chief.shows('Its window is in another tmux. To see it: ctrlg attach planning');
    chief.keys('q');
    await chief.goesOn();
  });

  it('what the agent is blocked on is shown word for word, in a narrow terminal too', async () => {
    const chief = new BashChief(rig, { size: [40, 24] });
    await chief.pressCtrlG('@planning ask-2');
    const screen = await chief.shows(/blocked/);
    expect(screen).toContain('  Bash: touch asked-2');
  });

  it('it follows the size of the terminal, down to five rows', async () => {
    const chief = new BashChief(rig, { size: [200, 24] });
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/│ > hold-1/);
    for (const [width, height] of [
      [40, 24],
      [60, 5],
      [120, 10],
    ] as const) {
      chief.resize(width, height);
      await until(
        'the view to fit',
        () => {
          const lines = chief.screen().split('\n');
          const isWhole =
            lines.filter((line) => /^● planning/.test(line)).length === 1 && lines.at(-1)!.startsWith('  o ');
          return isWhole && lines.length < height + 1 && lines.every((line) => line.length <= width);
        },
        { show: () => chief.screen() },
      );
    }
    chief.keys('q');
    await chief.goesOn();
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('a client that keeps the terminal raw gets its screen back as it was', async () => {
    const chief = new BashChief(rig, { mode: 'raw' });
    const before = await chief.shows('chief ready');
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(KEYS);
    expect(chief.screen()).toContain('chief ready');
    expect(chief.format('#{alternate_on}')).toBe('0');
    chief.keys('q');
    await chief.goesOn();
    expect(await chief.isTerminalRestored()).toBe(true);
    expect(chief.screen().trim()).toBe(`${before}\n\nchief alive 1`);
  });

  it('a terminal that can only print gets a line for each state', async () => {
    const chief = new BashChief(rig, { env: { TERM: 'dumb' } });
    await chief.pressCtrlG('@planning ask-1');
    const screen = await chief.shows(/planning blocked · Bash: touch asked-1/);
    expect(screen.match(/planning working/g)?.length ?? 0).toBeLessThanOrEqual(1);
    chief.keys('q');
    await chief.goesOn();
  });

  it('with NO_COLOR nothing is coloured', async () => {
    const chief = new BashChief(rig, { env: { NO_COLOR: '1' } });
    await chief.pressCtrlG('@planning hold-1');
    await chief.shows(/│ > hold-1/);
    expect(rig.tmux.run('capture-pane', '-p', '-e', '-t', chief.pane)).not.toContain('\u001b[');
    chief.keys('q');
    await chief.goesOn();
  });
});
