import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { type RealBrain, realBrain } from './brain.ts';

/** Real opencode on both sides. */
export const opencodeBrain = (): Promise<RealBrain> =>
  realBrain(opencodeKit, {
    // It asks whether the first one was meant, and takes half a second or more to give the turn up.
    hands: { interrupt: ['Escape', 'Escape'], isOverWithinMs: 4_000, approve: ['Enter'] },
    // Nothing is lost, added or taken for a command on this way.
    taken: (prompt) => prompt,
  });
