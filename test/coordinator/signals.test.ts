import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { BashChief } from './bash-chief.ts';

let rig: Rig;
let chief: BashChief;
beforeEach(async () => {
  rig = new Rig({ brain: scriptedBrain() });
  chief = new BashChief(rig);
  await chief.pressCtrlG('@planning hold-1');
  await chief.shows('stop waiting');
  await rig.untilAgent('planning', 'to work', ({ status }) => status === 'working');
});
afterEach(() => rig.stop());

describe('when the hook is killed while it shows the view', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGKILL', 137],
  ] as const)(
    'by %s to its node, the terminal is put in order and the prompt is untouched',
    async (signal, code) => {
      process.kill(await chief.node(), signal);
      expect(await chief.goesOn(2_000)).toBe(code);
      expect(chief.prompt).toBe('@planning hold-1');
      expect(await chief.isTerminalRestored()).toBe(true);
      expect(chief.isAlive).toBe(true);
    },
  );

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s to its front door, the same', async (signal, code) => {
    process.kill(chief.frontDoor, signal);
    expect(await chief.goesOn(2_000)).toBe(code);
    expect(chief.prompt).toBe('@planning hold-1');
    expect(await chief.isTerminalRestored()).toBe(true);
  });

  it('by SIGKILL to its front door, node lets go of the terminal and ends', async () => {
    const node = await chief.node();
    process.kill(chief.frontDoor, 'SIGKILL');
    expect(await chief.goesOn(2_000)).toBe(137);
    const modes = chief.modes();
    await until('node to end', () => !isAlive(node), { timeoutMs: 2_000 });
    expect(chief.modes()).toBe(modes);
    expect(chief.prompt).toBe('@planning hold-1');
    await chief.pressCtrlG('@planning second');
    expect(chief.isAlive).toBe(true);
  });

  it('and the client has taken its file away, none is made again', async () => {
    const node = await chief.node();
    process.kill(chief.frontDoor, 'SIGKILL');
    chief.removePrompt();
    await until('node to end', () => !isAlive(node), { timeoutMs: 2_000 });
    expect(chief.hasPrompt).toBe(false);
  });

  it('or its client is killed, it ends', async () => {
    const [node, frontDoor] = [await chief.node(), chief.frontDoor];
    process.kill(chief.pid, 'SIGKILL');
    await until('the hook to end', () => !isAlive(node) && !isAlive(frontDoor), { timeoutMs: 2_000 });
  });

  it('the run goes on, and its result is kept', async () => {
    process.kill(await chief.node(), 'SIGKILL');
    await chief.goesOn();
    rig.brain.release(1);
    await rig.untilAgent('planning', 'to be idle again', ({ status }) => status === 'idle');
    await chief.pressCtrlG('mine');
    await chief.shows('results waiting (1)');
    chief.keys('r');
    await chief.shows('Results waiting');
    chief.keys('Enter');
    expect(await chief.goesOn()).toBe(0);
    expect(chief.prompt).toMatch(/^\[ctrlg\] planning · done in .*\n\necho: hold-1\n\nmine$/);
  });
});
