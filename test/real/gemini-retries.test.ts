import { afterEach, expect, it } from 'vitest';
import { retryStories } from '../stories/retries.ts';
import { geminiBrain } from '../support/gemini-brain.ts';
import { Rig } from '../support/rig.ts';

retryStories('real Gemini CLI', geminiBrain, { failsWhenRefused: false });

let rig: Rig;
afterEach(() => rig.stop());

it.each([
  ['too many requests', 'rate-1', /^Too many requests \(Gemini CLI tries again by itself\)$/],
  [
    'an overloaded model',
    'busy-1',
    /^Its model refuses \(status 529\) \(Gemini CLI tries again by itself\)$/,
  ],
])(
  '%s: Gemini CLI asks again by itself, the agent says so, and the answer comes',
  async (_, prompt, words) => {
    rig = new Rig({ brain: await geminiBrain() });
    const asked = rig.hook(`@planning ${prompt}`);
    await rig.untilAgent(
      'planning',
      'to say so',
      ({ status, blocked_on }) => status === 'blocked' && words.test(blocked_on ?? ''),
    );
    expect((await asked.answer).result).toBe(`echo: ${prompt}`);
    expect(rig.brain.prompts()).toEqual([prompt, prompt]);
    await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle' && s.blocked_on === null);
  },
);
