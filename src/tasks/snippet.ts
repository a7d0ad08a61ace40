/** Where in a task a searched word stands. */
export interface Snippet {
  readonly where: 'prompt' | 'result';
  /** One line around the first word that was found, cut with `…`. */
  readonly snippet: string;
}

const BEFORE = 40;
const LENGTH = 160;

/** The line of the prompt, else of the result, that holds the most of the words. */
export function snippetOf(texts: { prompt: string; result: string }, words: readonly string[]): Snippet {
  const wanted = words.map(folded);
  const best = (['prompt', 'result'] as const)
    .flatMap((where) => texts[where].split('\n').map((line) => ({ where, line, ...hitsIn(line, wanted) })))
    .reduce((first, other) => (other.count > first.count ? other : first));
  return { where: best.where, snippet: cut(best.line, best.at) };
}

function hitsIn(line: string, wanted: readonly string[]): { count: number; at: number } {
  const plain = folded(line);
  const places = wanted.map((word) => plain.indexOf(word)).filter((at) => at >= 0);
  return { count: places.length, at: places.length === 0 ? 0 : Math.min(...places) };
}

/** As the index sees it: without case and accents. */
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function cut(line: string, at: number): string {
  const start = Math.max(0, at - BEFORE);
  const part = line.slice(start, start + LENGTH).trim();
  return `${start > 0 ? '…' : ''}${part}${start + LENGTH < line.length ? '…' : ''}`;
}
