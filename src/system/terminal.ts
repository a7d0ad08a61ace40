import { stripVTControlCharacters } from 'node:util';
import { graphemes, widthOf } from './width.ts';

/**
 * Text from an agent made safe to show: no escape sequences, no control characters, tabs as spaces.
 * For display only; what goes into a file keeps its bytes.
 */
export function displayText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** What a terminal acts on, or does not show: controls but the end of a line, invisible and odd characters. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]/gu;

/**
 * Text that a person decides on, made safe to show with nothing of it hidden: what `displayText` would leave out stands as
 * its code. A command may carry its worst part in what looks like an escape sequence.
 */
export const exactText = (text: string): string =>
  text
    .replaceAll('\t', '    ')
    .replace(UNSEEN, (one) => `<U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`);

/** Cuts a line to `width` terminal columns, with an ellipsis where something was cut. */
export function fitTo(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const segment of graphemes(line)) {
    const wide = widthOf(segment);
    if (used + wide > width - 1) break;
    kept += segment;
    used += wide;
  }
  return `${kept}…`;
}

/** Breaks a line into lines of at most `width` columns, between words where it can. A word that is too long is broken. */
export function wrapTo(line: string, width: number): string[] {
  const lines = [''];
  for (const word of line.split(/(?<= )(?=[^ ])/)) {
    if (widthOf(lines.at(-1)! + word.trimEnd()) <= width) lines[lines.length - 1] += word;
    else lines.push(...broken(word, width));
  }
  return lines
    .filter((one, index) => one !== '' || index > 0 || lines.length === 1)
    .map((one) => one.trimEnd());
}

function broken(word: string, width: number): string[] {
  const lines = [''];
  let used = 0;
  for (const segment of graphemes(word)) {
    const wide = widthOf(segment);
    if (used + wide > width && segment !== ' ') {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += segment;
    used += wide;
  }
  return lines;
}

/** Pads a line with spaces to `width` terminal columns. */
export const padTo = (line: string, width: number): string =>
  line + ' '.repeat(Math.max(0, width - widthOf(line)));

/** Wraps text in an ANSI style unless NO_COLOR is set or the terminal is dumb. */
export function styled(
  style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse',
  text: string,
): string {
  if (process.env.NO_COLOR || process.env.TERM === 'dumb') return text;
  const [on, off] = {
    bold: [1, 22],
    dim: [2, 22],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    cyan: [36, 39],
    inverse: [7, 27],
  }[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
