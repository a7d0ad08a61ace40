import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ODD_PROMPTS, type OddPrompt, sized } from '../../src/selftest/prompts.ts';
import type { Brain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

/** Prompts by what is odd about them; `arrives` where a client takes it otherwise than byte for byte. */
const PROMPTS: readonly OddPrompt[] = [
  ...ODD_PROMPTS,
  // Last, because a client may draw all of its conversation again for each prompt that comes after (Gemini CLI).
  ...[1, 2, 80, 1_024, 4_096, 16_384, 65_536, 131_072, 262_144].map((bytes) => ({
    odd: `${bytes} bytes`,
    prompt: sized(bytes),
  })),
];

/** Every oddity that a terminal, a shell, tmux or a client could trip over, there and back. */
export function byteStories(kind: string, newBrain: () => Promise<Brain>): void {
  describe(`with ${kind}`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = new Rig({ brain: await newBrain() });
    });
    afterAll(() => rig.stop());

    it.each(PROMPTS)(
      'a prompt with $odd arrives whole, and its answer comes back whole',
      async ({ prompt, arrives = prompt }) => {
        const answer = await rig.hook(`@planning ${prompt}`).answer;
        const taken = rig.brain.prompts().at(-1)!;
        expect(taken).toBe(rig.brain.taken(prompt, arrives));
        expect(answer.result).toBe(`echo: ${taken}`);
      },
      240_000,
    );
  });
}
