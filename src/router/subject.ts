import { stemmer } from 'stemmer';
import { eng } from 'stopword';

/** What a text is about, as far as its words and the files it mentions tell. */
export interface Subject {
  /** The stem of each telling word, and the word as it is written first; in the order of the text. */
  readonly words: ReadonlyMap<string, string>;
  readonly files: ReadonlySet<string>;
}

/** What a task is about stands at its beginning; what is pasted below it is long and says little. */
const LOOKED_AT_CHARS = 32_000;
const LONGEST_WORD = 40;
const LONGEST_PATH = 200;
const SAY_NOTHING = new Set([
  ...eng,
  'please',
  'not',
  'no',
  'one',
  'us',
  'does',
  'let',
  'just',
  'here',
  'want',
  'need',
  'thing',
]);

/** Reads what a text is about. */
export function subjectOf(text: string): Subject {
  const head = text.slice(0, LOOKED_AT_CHARS);
  return { words: wordsIn(head), files: filesIn(head) };
}

function wordsIn(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const lower = word.toLowerCase();
    if (lower.length < 2 || lower.length > LONGEST_WORD || SAY_NOTHING.has(lower)) continue;
    const stem = stemmer(lower);
    if (!words.has(stem)) words.set(stem, word);
  }
  return words;
}

/** The file paths that a text mentions: `src/a.ts:12`, `@docs/x.md`, `Makefile.am`; no addresses of the web. */
export function filesIn(text: string): Set<string> {
  const files = new Set<string>();
  for (const token of text.split(/[\s'"`()[\]{}<>,;|]+/)) {
    if (token.length > LONGEST_PATH || token.includes('://')) continue;
    const path = token
      .replace(/^@/, '')
      .replace(/^(\.\/)+/, '')
      .replace(/(:\d+)*[.:!?]*$/, '');
    if (/^[\w.~@+-]*(\/[\w.~@+-]+)+$/.test(path) || /^[\w-][\w.+-]*\.[A-Za-z]\w{0,7}$/.test(path))
      files.add(path);
  }
  return files;
}
