import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, transact } from '../../src/system/database.ts';
import { canMount, onTinyDisk } from './tiny-disk.ts';

const SCHEMA = 'CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL) STRICT';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const note = (database: Database, text: string) =>
  database.prepare('INSERT INTO notes (text) VALUES (?)').run(text);
const notes = (database: Database) =>
  (database.prepare('SELECT text FROM notes').all() as { text: string }[]).map(({ text }) => text);

describe('a transaction', () => {
  it('is kept as a whole, and seen by whoever opens the database next', () => {
    const database = openDatabase(join(folder, 'db'), [SCHEMA]);
    const result = transact(database, () => ['a', 'b'].map((text) => note(database, text)).length);
    expect(result).toBe(2);
    database.close();
    expect(notes(openDatabase(join(folder, 'db'), [SCHEMA]))).toEqual(['a', 'b']);
  });

  it('leaves nothing when its action fails, and the next one is none the worse', () => {
    const database = openDatabase(join(folder, 'db'), [SCHEMA]);
    const failing = () => {
      note(database, 'a');
      throw new Error('changed my mind');
    };
    expect(() => transact(database, failing)).toThrow('changed my mind');
    transact(database, () => note(database, 'b'));
    expect(notes(database)).toEqual(['b']);
  });

  it('waits its turn while another connection writes', () => {
    const [one, two] = [0, 1].map(() => openDatabase(join(folder, 'db'), [SCHEMA])) as [Database, Database];
    two.exec('PRAGMA busy_timeout = 50');
    const both = () => transact(one, () => transact(two, () => note(two, 'too early')));
    expect(both).toThrow(/locked/);
    transact(two, () => note(two, 'later'));
    expect(notes(one)).toEqual(['later']);
  });
});

describe('a full disk', () => {
  it.skipIf(!canMount)('is named, leaves what was kept, and is forgotten when there is room again', () => {
    onTinyDisk((disk) => {
      const file = join(disk.folder, 'db');
      const database = openDatabase(file, [SCHEMA]);
      transact(database, () => note(database, 'kept'));
      disk.fill();
      const tooMuch = () => transact(database, () => note(database, 'x'.repeat(100_000)));
      expect(tooMuch).toThrow(`The disk is full: ${file} was not written.`);
      disk.free();
      transact(database, () => note(database, 'again'));
      expect(notes(database)).toEqual(['kept', 'again']);
      database.close();
    });
  });

  it.skipIf(!canMount)('is named when there is no room for a new database', () => {
    onTinyDisk((disk) => {
      disk.fill();
      const file = join(disk.folder, 'db');
      expect(() => openDatabase(file, [SCHEMA])).toThrow(`The disk is full: ${file} was not written.`);
    });
  });
});

it('a file that is no database is not touched', () => {
  const file = join(folder, 'db');
  const letter = 'A letter to a friend, too long to be taken for an empty database. '.repeat(9);
  writeFileSync(file, letter);
  expect(() => openDatabase(file, [SCHEMA])).toThrow(/not a database/);
  expect(readFileSync(file, 'utf8')).toBe(letter);
});
