import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
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
