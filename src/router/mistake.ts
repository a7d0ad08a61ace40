/** What is wrong in a prompt, for a person: the exact word, its line, and the mend. */
export interface Mistake {
  readonly kind: 'mistake';
  readonly what: string;
  readonly mend: string;
}

/** A mistake at an offset of the prompt. */
export const mistakeAt = (text: string, at: number, what: string, mend: string): Mistake => ({
  kind: 'mistake',
  what: `Line ${lineOf(text, at)}: ${what}.`,
  mend,
});

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}
