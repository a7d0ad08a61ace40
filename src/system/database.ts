import { createRequire } from 'node:module';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { diskFull, UserError } from './errors.ts';

export type Database = DatabaseSyncInstance;
export type Statement = ReturnType<Database['prepare']>;

/**
 * Opens a SQLite database in WAL mode, making it when it is missing. This is the only file that knows the binding:
 * `@photostructure/sqlite` follows the API of `node:sqlite` and ships its binaries inside the package.
 * `schemas` are the steps from an empty file to the present schema; the file's `user_version` counts those it has had,
 * so that an up-to-date one is opened without looking at its tables.
 * Throws a UserError that names a full disk, and one for a file of a newer program.
 */
export function openDatabase(file: string, schemas: readonly string[]): Database {
  const load = createRequire(__filename);
  const { DatabaseSync } = load('@photostructure/sqlite') as typeof import('@photostructure/sqlite');
  const database = new DatabaseSync(file);
  try {
    // NORMAL: a crash of the process loses nothing; results are files that are synced on their own.
    // auto_vacuum is for new files only; it lets what was deleted be given back to the disk.
    database.exec(
      'PRAGMA busy_timeout = 10000; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON',
    );
    if (versionOf(database) !== schemas.length) bringUpToDate(database, schemas, file);
    return database;
  } catch (error) {
    database.close();
    throw asUserError(error, file);
  }
}

const versionOf = (database: Database): number =>
  Number((database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);

function bringUpToDate(database: Database, schemas: readonly string[], file: string): void {
  transact(database, () => {
    // Somebody else may have been faster.
    const version = versionOf(database);
    if (version > schemas.length) {
      throw new UserError(
        `${file} was written by a newer ctrlg (schema ${version}; this one knows ${schemas.length}).`,
        'Update ctrlg.',
      );
    }
    for (const schema of schemas.slice(version)) database.exec(schema);
    database.exec(`PRAGMA user_version = ${schemas.length}`);
  });
}

const statements = new WeakMap<Database, Map<string, Statement>>();

/** The statement of this SQL, prepared once for each open database: to prepare costs as much as to run a short one. */
export function prepared(database: Database, sql: string): Statement {
  const known = statements.get(database) ?? new Map<string, Statement>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement;
}

/** Runs `action` as one write transaction: all of it is kept, or none. Throws a UserError that names a full disk. */
export function transact<T>(database: Database, action: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // On a full disk SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw asUserError(error, database.location() ?? 'the database');
  }
}

const SQLITE_FULL = 13;

const asUserError = (error: unknown, file: string): unknown =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL
    ? diskFull(file, error)
    : error;
