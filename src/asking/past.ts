import { promptHeadsOf } from '../tasks/rows.ts';
import { openTaskStore } from '../tasks/store.ts';

/** The beginnings of an agent's last prompts, newest first. */
export function readPast(home: string, agent: string, limit: number): string[] {
  const database = openTaskStore(home);
  try {
    return promptHeadsOf(database, agent, limit);
  } finally {
    database.close();
  }
}
