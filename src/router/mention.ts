import { AGENT_NAME } from '../project/config.ts';

/** The `@name` at the beginning of a prompt, and what follows it. */
export interface Mention {
  readonly name: string;
  /** `@name! /compact`: what follows is a command for the client itself. */
  readonly isCommand: boolean;
  /** The prompt without the mention and the one white space after it; otherwise byte for byte. */
  readonly rest: string;
}

/** The mention that a prompt begins with: `@planning …`, `@planning: …`, `@planning! …`. Paths such as `@src/file.ts` are none. */
export function readMention(prompt: string): Mention | undefined {
  const match = /^\s*@([A-Za-z0-9_-]+)(!?):?(?=\s|$)/.exec(prompt);
  const name = match?.[1];
  if (!match || !name || !AGENT_NAME.test(name)) return undefined;
  const rest = prompt.slice(match[0].length).replace(/^(\r\n|\s)/, '');
  return { name, isCommand: match[2] === '!', rest };
}
