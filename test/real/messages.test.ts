import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { codexBrain } from '../support/codex-brain.ts';
import { headlessBrain } from '../support/headless-brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

it.each([
  ['Claude Code', claudeBrain],
  ['Claude Code without a TUI', headlessBrain],
])(
  'a message to a working %s is in its model’s next request after a tool, and never again',
  async (_, newBrain) => {
    const brain = await newBrain();
    rig = new Rig({ brain });
    const asked = rig.hook('@planning ask-1');
    await rig.untilAgent('planning', 'to ask', ({ question_id }) => question_id !== null, 60_000);
    const id = rig.ctrlg('send', 'planning', 'Mind "the gap".').trim();
    const before = brain.api.requests.length;
    rig.ctrlg('approve', 'planning');
    expect((await asked.answer).result).toBe('echo: ask-1');
    const message = () => JSON.parse(rig.ctrlg('messages', '--json')).messages[0];
    await until('the message to be told', () => message().state === 'delivered');
    expect(message()).toMatchObject({ message_id: id, how: 'mid-turn', reply: null });
    const [next] = brain.api.requests.slice(before);
    // A model reads it below the result of the tool that has just run.
    const last = JSON.stringify((next!.body as { messages: object[] }).messages.slice(-2));
    expect(last).toMatch(
      /tool_result.*PostToolUse:Bash hook additional context: \[message from the chief\]\\nMind/,
    );
    await rig.hook('@planning and now?').answer;
    const all = JSON.stringify(brain.api.requests.at(-1)!.body);
    expect(all.split('[message from the chief]')).toHaveLength(2);
  },
);

it('a message to a Codex at work is a turn of its own, before the next task', async () => {
  const brain = await codexBrain();
  rig = new Rig({ brain });
  const asked = rig.hook('@planning hold-1');
  await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task !== null, 60_000);
  const next = rig.hook('@planning the next task');
  await rig.untilAgent('planning', 'to queue it', ({ queue }) => queue.length === 1);
  const id = rig.ctrlg('send', 'planning', 'Mind the gap.').trim();
  await rig.untilAgent('planning', 'to queue it first', ({ queue }) => queue[0] === id);
  brain.release(1);
  expect((await asked.answer).result).toBe('echo: hold-1');
  expect((await next.answer).result).toBe('echo: the next task');
  const [message] = JSON.parse(rig.ctrlg('messages', '--json')).messages;
  expect(message).toMatchObject({ message_id: id, state: 'delivered', how: 'own-turn' });
  expect(message.reply).toContain('[message from the chief]\nMind the gap.');
  expect(brain.prompts().filter((prompt) => prompt.includes('Mind the gap.'))).toHaveLength(1);
});
