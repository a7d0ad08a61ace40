import { fitTo } from '../system/terminal.ts';
import { widthOf } from './columns.ts';

/** A text in lines of at most `width` columns, broken at blanks; the last of `most` lines is cut where it must be. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text.split(/\s+/).filter(Boolean);
  while (rest.length > 0 && lines.length < most - 1) {
    const count = wordsThatFit(rest, width);
    lines.push(fitTo(rest.slice(0, count).join(' '), width));
    rest = rest.slice(count);
  }
  return rest.length > 0 ? [...lines, fitTo(rest.join(' '), width)] : lines;
}

/** One at least: a word that is too long alone is cut. */
function wordsThatFit(words: string[], width: number): number {
  let used = widthOf(words[0]!);
  let count = 1;
  while (count < words.length && used + 1 + widthOf(words[count]!) <= width) {
    used += 1 + widthOf(words[count]!);
    count += 1;
  }
  return count;
}
