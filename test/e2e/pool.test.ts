import { afterEach, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('a member of a pool that is free takes the task that waits for one that is not', async () => {
  rig = new Rig({ brain: scriptedBrain(), agents: { planning: {}, coding: { max: 2 } } });
  const first = rig.hook('@coding hold-1');
  await rig.untilAgent('coding', 'to work', (s) => s.current_task && s.context_summary.includes('hold-1'));
  const second = rig.hook('@coding hold-2');
  await rig.untilAgent('coding-2', 'to work', (s) => s.current_task && s.context_summary.includes('hold-2'));
  const third = rig.hook('@coding third');
  const fourth = rig.hook('@coding fourth');
  const waitsAt = (agent: string) => rig.status(agent)!.queue.length;
  await until('one to wait for each', () => waitsAt('coding') === 1 && waitsAt('coding-2') === 1);
  rig.brain.release(2);
  const answers = await Promise.all([second, third, fourth].map(({ answer }) => answer));
  expect(answers.map(({ result }) => result)).toEqual(['echo: hold-2', 'echo: third', 'echo: fourth']);
  rig.brain.release(1);
  expect((await first.answer).result).toBe('echo: hold-1');
});
