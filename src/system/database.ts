import { createRequire } from 'node:module';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { diskFull } from './errors.ts';

export type Database = DatabaseSyncInstance;

/**
 * Opens a SQLite database in WAL mode, making it when it is missing. This is the only file that knows the binding:
 * `@photostructure/sqlite` follows the API of `node:sqlite` and ships its binaries inside the package.
 * Throws a UserError that names a full disk.
 */
export function openDatabase(file: string, schema: string): Database {
  const load = createRequire(__filename);
  const { DatabaseSync } = load('@photostructure/sqlite') as typeof import('@photostructure/sqlite');
  const database = new DatabaseSync(file);
  // NORMAL: a crash of the process loses nothing; results are files that are synced on their own.
  try {
    database.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON',
    );
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw asUserError(error, file);
  }
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
