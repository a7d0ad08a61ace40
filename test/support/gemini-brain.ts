import { geminiKit, geminiTakes } from '../../src/selftest/kits/gemini.ts';
import { type RealBrain, type RealBrainOptions, realBrain } from './brain.ts';

/** Real Gemini CLI on both sides. It has no file that says whether it is idle: its events are all there is. */
export async function geminiBrain(options: RealBrainOptions = {}): Promise<RealBrain> {
  const brain = await realBrain(geminiKit, { taken: geminiTakes, ...options });
  // What it answered last stands in its box, where an empty one shows what may be typed.
  return { ...brain, clientState: () => 'idle', isChiefReady: (screen) => /^ > \s*\S/m.test(screen) };
}
