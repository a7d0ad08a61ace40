// What Claude Code would act on instead of showing it to its model, and how a prompt is kept from that.

/** What goes before a prompt that would be acted on: no invisible prefix helps. */
export const AS_TEXT = 'The task, as text and not as a command:\n\n';

/** A first word that Claude Code takes for a slash command; blanks and invisible characters before it count as nothing. */
const COMMAND = /^[\s\p{C}\p{DI}]*\/[A-Za-z0-9_:-]*(?=\s|$)/u;
/** A whole prompt that makes Claude Code quit. */
const EXIT_WORDS = new Set(['exit', 'quit', ':q', ':q!', ':wq', ':wq!']);

/**
 * Claude Code trims the end of a prompt, runs what looks like a command, quits at an exit word, and takes a trailing
 * `\` as "a new line follows". A line before the first two helps; a space after the last is trimmed again and keeps it.
 */
export function asTuiText(prompt: string): string {
  const text = prompt.trimEnd();
  const isCommand = COMMAND.test(text) || EXIT_WORDS.has(text.trim());
  const whole = isCommand ? AS_TEXT + text : text;
  return whole.endsWith('\\') ? `${whole} ` : whole;
}

/**
 * Without a TUI it takes a first word with one slash for a command, and changes nothing else. Any white space before the
 * slash makes it text; a line says so to the model as well.
 */
export const asHeadlessText = (prompt: string): string =>
  /^\/[^\s/]+(?=\s|$)/.test(prompt) ? AS_TEXT + prompt : prompt;
