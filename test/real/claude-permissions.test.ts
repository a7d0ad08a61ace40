import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('a helper’s question is left to the window, where its dialog opens at once', async () => {
  const brain = await claudeBrain();
  rig = new Rig({ brain });
  brain.api.reply(({ text }) => {
    const bash = { command: 'touch by-helper', description: 'x' };
    // biome-ignore-start lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
    if (text.includes('SUBTASK')) return { kind: 'tool', name: 'Bash', input: bash, then: 'helped' };
    const helper = { description: 'helps', prompt: 'SUBTASK', subagent_type: 'general-purpose' };
    if (text.includes('delegate')) return { kind: 'tool', name: 'Agent', input: helper, then: 'begun' };
    // biome-ignore-end lint/suspicious/noThenProperty: as above
    return 'after the helper';
  });
  const asked = rig.hook('@planning delegate it');
  const { pane_id, question_id } = await rig.untilAgent(
    'planning',
    'to ask',
    ({ blocked_on }) => blocked_on?.includes('touch by-helper'),
    40_000,
  );
  expect(question_id).toBeNull();
  const show = () => rig.tmux.screen(pane_id);
  const isAsked = () => /Do you want to proceed/.test(show());
  await until('the dialog', isAsked, { show });
  expect(() => rig.ctrlg('approve', 'planning')).toThrow(/in the window of planning only/);
  // Claude Code ignores a key in a dialog's first moments, as a person's who was just typing.
  const answered = () => {
    if (isAsked()) rig.tmux.keys(pane_id, 'Enter');
    return !isAsked();
  };
  await until('the dialog to be answered', answered, { everyMs: 1000, show });
  expect((await asked.answer).result).toBe('after the helper');
});
