import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { type RealBrain, type RealBrainOptions, realBrain } from './brain.ts';

/** Real Gemini CLI on both sides. It has no file that says whether it is idle: its events are all there is. */
export async function geminiBrain(options: RealBrainOptions = {}): Promise<RealBrain> {
  const brain = await realBrain(geminiKit, { taken: geminiTakes, ...options });
  return { ...brain, clientState: () => 'idle' };
}

/** Blanks at both ends of a prompt are trimmed, and line ends are those of Unix. */
const geminiTakes = (_prompt: string, arrives: string): string => arrives;
