import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { geminiBrain } from '../support/gemini-brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** Gemini CLI has no API for it: a question is told, and answered in the window. */
const asking = async () => {
  rig = new Rig({ brain: await geminiBrain() });
  const asked = rig.hook('@planning ask-1');
  const status = await rig.untilAgent(
    'planning',
    'to ask',
    (s) => s.status === 'blocked' && s.blocked_on === 'Shell: touch asked-1',
  );
  const shows = () => rig.tmux.screen(status.pane_id).includes('Allow execution');
  await until('the dialog', shows, { show: () => rig.tmux.screen(status.pane_id) });
  return { asked, ...status };
};
const press = (pane: string, key: string) => {
  const isTaken = () => {
    rig.tmux.keys(pane, key);
    return rig.status('planning')!.status !== 'blocked';
  };
  return until('the answer to be taken', isTaken, { everyMs: 500 });
};
const wasDone = () => existsSync(join(rig.project, 'asked-1'));

it('a question is told word for word, and is answered in the window alone', async () => {
  const { asked, question_id, pane_id } = await asking();
  expect(question_id).toBeNull();
  for (const verb of ['approve', 'deny'])
    expect(() => rig.ctrlg(verb, 'planning')).toThrow(/answer(ed)? in its window|ctrlg attach planning/);
  expect(wasDone()).toBe(false);
  await press(pane_id, 'Enter');
  expect((await asked.answer).result).toBe('echo: ask-1');
  expect(wasDone()).toBe(true);
  await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle' && s.blocked_on === null);
});

it('a question that is refused in the window ends the task, with its prompt kept', async () => {
  const { asked, pane_id } = await asking();
  await press(pane_id, 'Escape');
  const { text } = await asked.answer;
  expect(text).toMatch(/^\[ctrlg\] planning · cancelled after .*interrupted in its window/s);
  expect(text).toMatch(/\n@planning ask-1$/);
  expect(wasDone()).toBe(false);
  expect((await rig.hook('@planning and now?').answer).result).toBe('echo: and now?');
});

it('a question outlives the wrapper that told of it: the next one sees its answer', async () => {
  const { asked, pane_id, pid } = await asking();
  process.kill(pid, 'SIGKILL');
  await rig.untilAgent('planning', 'to have a new wrapper', (s) => s.pid !== pid && s.current_task);
  rig.tmux.keys(pane_id, 'Enter');
  expect((await asked.answer).result).toBe('echo: ask-1');
});
