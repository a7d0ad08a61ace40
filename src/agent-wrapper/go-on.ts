/**
 * What is delivered instead of a prompt whose turn had begun: the work stands in the conversation, and asking for it
 * anew could do it twice. The first line says which task is meant, in case a person talked to the agent meanwhile.
 */
export function goOnText(why: string, prompt: string): string {
  const [first = ''] = prompt.trim().split('\n', 1);
  return `Your last turn was cut off (${why}). Go on with the task from where it stopped: ${shortened(first)}`;
}

/** The same, where the conversation is gone as well. */
export const startOverText = (why: string, prompt: string): string =>
  `An earlier turn at this task was cut off (${why}), and its conversation is gone: see how far it got before you do anything twice.\n\n${prompt}`;

const LONGEST_LINE = 200;

const shortened = (line: string): string =>
  line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1).trimEnd()}…` : line;
