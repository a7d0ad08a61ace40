import { codexKit } from '../../src/selftest/kits/codex.ts';
import { type RealBrain, realBrain } from './brain.ts';

/** Real Codex on both sides. */
export const codexBrain = (): Promise<RealBrain> =>
  realBrain(codexKit, {
    // Nothing is lost, added or taken for a command on this way.
    taken: (prompt) => prompt,
  });
