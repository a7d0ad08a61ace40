import { contextNews } from '../context/context-news.ts';
import { readStatus } from '../status/read.ts';
import { wasTaken } from '../tasks/runs.ts';
import type { Records } from './records.ts';

/** A prompt with what its agent has not seen yet of the shared context above it. That must hold no task up: without it where it cannot be read. */
export function withSharedContext(records: Records, taskId: string, prompt: string, isAnew = false): string {
  const { home, agent, places, database } = records;
  try {
    const state = readStatus(places.status);
    const conversation = 'status' in state ? state.status.conversation_id : null;
    const news = contextNews({
      home,
      agent,
      taskId,
      conversation,
      isAnew,
      wasTaken: (id) => wasTaken(database, id),
    });
    return news + prompt;
  } catch {
    return prompt;
  }
}
