const LONGEST_PATH = 200;
const MOST_FILES = 500;

/** The file paths that a text mentions: `src/a.ts:12`, `@docs/x.md`, `Makefile.am`; no addresses of the web. The first 500. */
export function filesIn(text: string): Set<string> {
  const files = new Set<string>();
  for (const token of text.split(/[\s'"`()[\]{}<>,;|]+/)) {
    if (token.length > LONGEST_PATH || !/[./]/.test(token) || token.includes('://')) continue;
    const path = token
      .replace(/^@/, '')
      .replace(/^(\.\/)+/, '')
      .replace(/(:\d+)*[.:!?]*$/, '');
    if (/^[\w.~@+-]*(\/[\w.~@+-]+)+$/.test(path) || /^[\w-][\w.+-]*\.[A-Za-z]\w{0,7}$/.test(path))
      files.add(path);
    if (files.size === MOST_FILES) break;
  }
  return files;
}
