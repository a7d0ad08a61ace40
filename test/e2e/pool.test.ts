import { afterEach, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('a member of a pool that is free takes the task that waits for one that is not', async () => {
  rig = new Rig({ brain: scriptedBrain(), agents: { planning: {}, coding: { max: 2 } } });
  const first = rig.hook('@coding hold-1');
  await rig.untilAgent('coding', 'to work', (s) => s.current_task && s.context_summary.includes('hold-1'));
  const second = rig.hook('@coding hold-2');
  await rig.untilAgent('coding-2', 'to work', (s) => s.current_task && s.context_summary.includes('hold-2'));
  const third = rig.hook('@coding third');
  await rig.untilAgent('coding', 'to have it in its queue', ({ queue }) => queue.length === 1);
  rig.brain.release(2);
  expect((await second.answer).result).toBe('echo: hold-2');
  expect((await third.answer).result).toBe('echo: third');
  await rig.untilAgent('coding', 'to see that it is gone', ({ queue }) => queue.length === 0);
  rig.brain.release(1);
  expect((await first.answer).result).toBe('echo: hold-1');
});
