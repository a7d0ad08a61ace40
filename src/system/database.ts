import { createRequire } from 'node:module';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

export type Database = DatabaseSyncInstance;

/**
 * Opens a SQLite database in WAL mode, making it when it is missing. This is the only file that knows the binding:
 * `@photostructure/sqlite` follows the API of `node:sqlite` and ships its binaries inside the package.
 */
export function openDatabase(file: string, schema: string): Database {
  const load = createRequire(__filename);
  const { DatabaseSync } = load('@photostructure/sqlite') as typeof import('@photostructure/sqlite');
  const database = new DatabaseSync(file);
  // NORMAL: a crash of the process loses nothing; results are files that are synced on their own.
  database.exec(
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON',
  );
  database.exec(schema);
  return database;
}

/** Runs `action` as one write transaction: all of it is kept, or none. */
export function transact<T>(database: Database, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
