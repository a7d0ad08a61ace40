import type { ClientKit } from './kits/kit.ts';
import type { OddPrompt } from './prompts.ts';

/** What is known of a client besides its kit: measured, see docs/clients.md. A release that differs is reported. */
export interface Known {
  /** How it leaves the terminal to its editor: with signals and lines, or with neither. */
  readonly lends: 'cooked' | 'raw';
  /** What it takes of an odd prompt. */
  taken(prompt: OddPrompt): string;
}

/** Through an API a prompt is a string and nothing else. */
const asItIs = ({ prompt }: OddPrompt): string => prompt;
const asArrives = ({ prompt, arrives = prompt }: OddPrompt): string => arrives;

export const KNOWN: Record<ClientKit['client'], Known> = {
  claude: { lends: 'cooked', taken: asArrives },
  codex: { lends: 'raw', taken: asItIs },
  gemini: { lends: 'raw', taken: asArrives },
  opencode: { lends: 'cooked', taken: asItIs },
};
