import { databaseFile } from '../project/places.ts';
import { type Database, openDatabase } from '../system/database.ts';
import { SCHEMAS } from './schema.ts';

/** The truth for who owns what, once a task is entered. */
export const openTaskStore = (home: string): Database => openDatabase(databaseFile(home), SCHEMAS);
