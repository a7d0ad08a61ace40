import { existsSync } from 'node:fs';
import { searchFile } from '../project/places.ts';
import { type Database, openDatabase, prepared, transact } from '../system/database.ts';
import { displayText } from '../system/terminal.ts';
import { readPrompt } from './put.ts';
import { readResult } from './report.ts';
import { type Snippet, snippetOf } from './snippet.ts';

/** A task whose prompt or result holds what was searched for. */
export interface Found extends Snippet {
  readonly taskId: string;
}

/**
 * The index stands in a file of its own, and only who searches fills it: a key press never pays for it or waits for its
 * lock. It holds no text, only where words stand (`content=''`), some third of the text's size.
 */
const SCHEMAS = [
  `CREATE TABLE indexed (doc INTEGER PRIMARY KEY, task_id TEXT NOT NULL UNIQUE) STRICT;
   CREATE VIRTUAL TABLE words USING fts5 (prompt, result, content = '', contentless_delete = 1,
     tokenize = 'unicode61 remove_diacritics 2');`,
];

/**
 * The ended tasks whose prompt and result together hold all words of a text, the best first; the last word may be the
 * start of one. Nothing in the text is taken for a query's syntax. `limit`: at most so many.
 */
export function searchTasks(home: string, database: Database, text: string, limit: number): Found[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const index = openDatabase(searchFile(home), SCHEMAS);
  try {
    bringUpToDate(home, database, index);
    const rows = prepared(
      index,
      'SELECT task_id FROM words JOIN indexed ON doc = words.rowid WHERE words MATCH ? ORDER BY rank LIMIT ?',
    ).all(`${words.map((word) => `"${word}"`).join(' ')}*`, limit) as { task_id: string }[];
    return rows.map(({ task_id }) => ({ taskId: task_id, ...snippetFor(home, task_id, words) }));
  } finally {
    index.close();
  }
}

/** Takes tasks out of the index that are cleared away. */
export function forgetWords(home: string, taskIds: readonly string[]): void {
  if (taskIds.length === 0 || !existsSync(searchFile(home))) return;
  const index = openDatabase(searchFile(home), SCHEMAS);
  try {
    transact(index, () => {
      for (const id of taskIds) {
        prepared(index, 'DELETE FROM words WHERE rowid = (SELECT doc FROM indexed WHERE task_id = ?)').run(
          id,
        );
        prepared(index, 'DELETE FROM indexed WHERE task_id = ?').run(id);
      }
    });
    index.exec('PRAGMA incremental_vacuum');
  } finally {
    index.close();
  }
}

/** What the index takes for words: letters and digits. */
const wordsOf = (text: string): string[] => text.normalize('NFC').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];

/** So many at a time: other searches need not wait for long. */
const BATCH = 200;
/** A result of many MB is found by its beginning. */
const MOST_INDEXED = 1024 * 1024;

function bringUpToDate(home: string, database: Database, index: Database): void {
  const known = new Set(
    (prepared(index, 'SELECT task_id FROM indexed').all() as { task_id: string }[]).map((row) => row.task_id),
  );
  const ended = prepared(database, "SELECT id FROM tasks WHERE state = 'ended'").all() as { id: string }[];
  const missing = ended.map(({ id }) => id).filter((id) => !known.has(id));
  for (let at = 0; at < missing.length; at += BATCH)
    transact(index, () => {
      for (const id of missing.slice(at, at + BATCH)) addToIndex(home, index, id);
    });
}

function addToIndex(home: string, index: Database, id: string): void {
  const { changes, lastInsertRowid } = prepared(
    index,
    'INSERT OR IGNORE INTO indexed (task_id) VALUES (?)',
  ).run(id);
  // Another search was faster.
  if (Number(changes) === 0) return;
  const [prompt, result] = textsOf(home, id).map((text) => text.slice(0, MOST_INDEXED));
  prepared(index, 'INSERT INTO words (rowid, prompt, result) VALUES (?, ?, ?)').run(
    lastInsertRowid,
    prompt!,
    result!,
  );
}

/** Without the escape sequences of a coloured result, which would become parts of words, and NULs, which end a text in SQLite. */
const textsOf = (home: string, id: string): [prompt: string, result: string] => [
  displayText(readPrompt(home, id)),
  displayText(readResult(home, id).toString('utf8')),
];

function snippetFor(home: string, id: string, words: readonly string[]): Snippet {
  const [prompt, result] = textsOf(home, id);
  return snippetOf({ prompt, result }, words);
}
