import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { agentPlaces, taskPlaces } from '../../src/project/places.ts';
import { identify } from '../../src/system/processes.ts';
import { announce, type Figures } from '../../src/tasks/ended.ts';
import { putTask, readTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { advance, endRun, retryLater } from '../../src/tasks/runs.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { newTask, type Outcome, type Task } from '../../src/tasks/task.ts';

export interface PastTask {
  readonly agent?: string;
  readonly prompt?: string;
  readonly result?: string;
  readonly outcome?: Outcome['kind'];
  readonly reason?: string;
  /** When it was asked, in minutes ago or as a moment; what came after follows from the next two. */
  readonly minutesAgo?: number;
  readonly askedAt?: string;
  readonly waitMs?: number;
  readonly turnMs?: number;
  /** How many turns, one right after the other. */
  readonly tries?: number;
  readonly figures?: Figures;
  readonly fields?: Partial<Task>;
}

/** Puts a task, runs it and ends it as the processes do, then moves it back in time. Returns its id. */
export function pastTask(home: string, past: PastTask = {}): string {
  const { agent = 'planning', result = 'did it', outcome = 'done', tries = 1 } = past;
  const database = openTaskStore(home);
  try {
    const id = asked(home, past);
    enterTask(database, readTask(home, id)!);
    rmSync(`${agentPlaces(home, agent).inbox}/${id}`);
    const me = identify(process.pid)!;
    for (let turn = 1; turn <= tries; turn += 1) {
      const claim = claimNext(database, agent, me, { id })!;
      advance(database, claim, 'placed', 'the deliver script ran');
      advance(database, claim, 'submitted', 'UserPromptSubmit carries the prompt');
      if (turn < tries) {
        retryLater(database, claim, { why: 'API Error: 529', notBefore: '2000', goOn: true });
        continue;
      }
      const file = taskPlaces(home, id).result;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, result);
      const end =
        outcome === 'done' ? { kind: outcome } : { kind: outcome, reason: past.reason ?? 'so it was' };
      announce(home, endRun(database, claim, end, past.figures));
    }
    moveBack(database, id, past);
    return id;
  } finally {
    database.close();
  }
}

/** Puts a task that no wrapper has entered. */
export function asked(home: string, { agent = 'planning', prompt = 'do it', fields }: PastTask): string {
  const task = newTask({ agent, isCommand: false, deadlineMinutes: 30, origin: 'hook' });
  return putTask(home, { ...task, ...fields }, prompt);
}

function moveBack(database: ReturnType<typeof openTaskStore>, id: string, past: PastTask): void {
  const { waitMs = 1_000, turnMs = 60_000, minutesAgo = 60 } = past;
  const askedMs = past.askedAt ? Date.parse(past.askedAt) : Date.now() - minutesAgo * 60_000;
  const at = (ms: number) => new Date(askedMs + ms).toISOString();
  const runs = database.prepare('SELECT fence FROM runs WHERE task_id = ? ORDER BY fence').all(id) as {
    fence: number;
  }[];
  runs.forEach(({ fence }, turn) => {
    const begin = waitMs + turn * turnMs;
    database
      .prepare(
        'UPDATE runs SET claimed_at = ?, submitted_at = ?, ended_at = ? WHERE task_id = ? AND fence = ?',
      )
      .run(at(begin), at(begin), at(begin + turnMs), id, fence);
  });
  const allMs = runs.length * turnMs;
  database
    .prepare('UPDATE tasks SET created_at = ?, ended_at = ?, turn_ms = ? WHERE id = ?')
    .run(at(0), at(waitMs + allMs), past.figures?.turnMs ?? allMs, id);
}
