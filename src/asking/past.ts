import { promptHeadsOf } from '../tasks/rows.ts';
import { openTaskStore } from '../tasks/store.ts';

/** What agents were asked before, as an open database tells. */
export interface Past {
  /** The beginnings of an agent's last prompts, newest first. */
  of(agent: string): string[];
  close(): void;
}

/** Enough to know what an agent's conversation is about. */
const PAST_PROMPTS = 20;

/** The past as far as it can be read: a choice is only poorer without it, and must not fail by it. */
export function openPast(home: string): Past {
  try {
    const database = openTaskStore(home);
    return {
      of: (agent) => promptHeadsOf(database, agent, PAST_PROMPTS),
      close: () => database.close(),
    };
  } catch {
    return { of: () => [], close: () => undefined };
  }
}
