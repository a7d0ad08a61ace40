const SEPARATOR = '----- your prompt, unchanged -----\n';
const SIGN = '[ctrlg]';
const IN_BACKGROUND = 'works on it in the background: ctrlg results';

/** A short report with the prompt unchanged below it. */
export const reportOver = (prompt: string, report: string): string =>
  `${report.startsWith(SIGN) ? '' : `${SIGN} `}${report}\n${SEPARATOR}${prompt}`;

/** What stands for a task that goes on with nobody waiting. */
export const ticketOf = (agent: string, id: string): string => `${SIGN} ${agent} ${IN_BACKGROUND} ${id}\n`;

/** Answers without the tickets of these tasks. */
export const withoutTickets = (kept: string, ids: readonly string[]): string =>
  kept
    .split('\n')
    .filter((line) => !(line.startsWith(SIGN) && ids.some((id) => line.endsWith(`${IN_BACKGROUND} ${id}`))))
    .join('\n');

/** What was answered, with the part of the prompt below it that was not done; `id` is a task told of above it. */
export function answerOver(
  answer: Buffer,
  notDone: { readonly id: string; readonly prompt: string },
): Buffer {
  const separator = `----- not done, as you asked for it (${notDone.id}) -----\n`;
  const gap = answer.at(-1) === NEWLINE ? '\n' : '\n\n';
  return Buffer.concat([answer, Buffer.from(gap + separator + notDone.prompt)]);
}

const NEWLINE = 10;

/** A prompt file's text taken apart. */
export interface Split {
  /** The text without a report above everything else. */
  readonly whole: string;
  /** Answers and tickets that an earlier key press brought, and that stay. */
  readonly kept: string;
  /** What is asked now. */
  readonly prompt: string;
}

/** Takes off a report, which has said what it had to say; tells answers and tickets from the prompt below them. */
export function splitPrompt(text: string): Split {
  const whole = withoutReport(text);
  if (!whole.startsWith(SIGN)) return { whole, kept: '', prompt: whole };
  const tickets = TICKETS.exec(whole)?.[0] ?? '';
  for (const { 0: separator, 1: id, index } of [...whole.matchAll(NOT_DONE)].reverse()) {
    const above = whole.slice(0, index);
    // An agent may have quoted such a line; the one that is ours names a task told of above it.
    if (above.includes(`task ${id}`))
      return { whole, kept: above.trimEnd(), prompt: whole.slice(index + separator.length) };
  }
  return { whole, kept: tickets.trimEnd(), prompt: whole.slice(tickets.length) };
}

/** An answer's first line, which no report begins with. */
const ANSWERED = new RegExp(`^\\[ctrlg\\] (?:\\d+ tasks: |.* ${IN_BACKGROUND} )`);
const TICKETS = new RegExp(`^(?:\\[ctrlg\\] .* ${IN_BACKGROUND} \\w+(?:\\n|$))*\\n?`);
const NOT_DONE = /^----- not done, as you asked for it \((\w+)\) -----\n/gm;

function withoutReport(text: string): string {
  // Codex trims the end of the text, and an empty prompt leaves nothing behind the separator.
  const ended = text.endsWith(`\n${SEPARATOR.trimEnd()}`) ? `${text}\n` : text;
  const at = ended.startsWith(SIGN) && !ANSWERED.test(ended) ? ended.indexOf(SEPARATOR) : -1;
  return at < 0 ? text : withoutReport(ended.slice(at + SEPARATOR.length));
}
