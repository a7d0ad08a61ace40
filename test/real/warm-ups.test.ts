import { afterEach, expect, it } from 'vitest';
import { warmUpStories } from '../stories/warm-ups.ts';
import { claudeBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

warmUpStories('Claude Code', claudeBrain);

let rig: Rig;
afterEach(() => rig?.stop());

it('a compaction that fails does not keep the task from being done', async () => {
  const brain = await claudeBrain();
  rig = new Rig({ brain, agents: { planning: { warmUp: 'compact' }, coding: {} } });
  brain.api.reply(({ text }) =>
    text.includes('summary') ? { kind: 'error', status: 400, message: 'no' } : `echo: ${text}`,
  );
  await rig.hook('@planning first').answer;
  expect((await rig.hook('@planning second').answer).result).toBe('echo: second');
  expect(rig.tmux.screen(rig.status('planning')!.pane_id)).toContain('Error during compaction');
});
