import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTaskStore } from '../../src/tasks/store.ts';
import type { Rig } from '../support/rig.ts';
import { tokenIn, type Work, worksBegun, worksFinished } from './team.ts';

/** All that is known of one task when a run is over. */
export interface TaskEvidence {
  readonly id: string;
  readonly token: string;
  /** What was to be delivered. */
  readonly prompt: string;
  readonly row: TaskRow | undefined;
  readonly history: readonly Step[];
  readonly runs: readonly Run[];
  /** The done marker; undefined when there is none, null when it is torn. */
  readonly done: { readonly status: string; readonly reason: string } | null | undefined;
  readonly result: string | undefined;
  readonly begun: readonly Work[];
  readonly finished: readonly Work[];
}

export interface TaskRow {
  readonly id: string;
  readonly agent: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly reason: string | null;
}

export interface Step {
  readonly at: string;
  readonly fence: number;
  readonly what: string;
  readonly evidence: string;
}

export interface Run {
  readonly agent: string;
  readonly fence: number;
  readonly state: string;
  readonly lease_until: string | null;
  readonly submitted_at: string | null;
}

/** Reads the state folder of a rig: by task folder, and by row where there is no folder. */
export function gather(rig: Rig): TaskEvidence[] {
  const database = openTaskStore(rig.state);
  try {
    const all = <T>(sql: string, id: string) => database.prepare(sql).all(id) as unknown as T[];
    const rows = database.prepare('SELECT * FROM tasks').all() as unknown as TaskRow[];
    const works = { begun: worksBegun(rig), finished: worksFinished(rig) };
    const ids = new Set([...taskFolders(rig), ...rows.map(({ id }) => id)]);
    return [...ids].map((id) => {
      const folder = join(rig.state, 'tasks', id);
      const prompt = [read(join(folder, 'context.md')), read(join(folder, 'prompt.md'))]
        .filter((text) => text !== undefined)
        .join('\n\n');
      const token = tokenIn(prompt) ?? '';
      return {
        id,
        token,
        prompt,
        row: rows.find((row) => row.id === id),
        history: all<Step>(
          'SELECT at, fence, what, evidence FROM history WHERE task_id = ? ORDER BY seq',
          id,
        ),
        runs: all<Run>('SELECT * FROM runs WHERE task_id = ?', id),
        done: markerIn(folder),
        result: read(join(folder, 'result.md')),
        begun: works.begun.filter((work) => work.token === token),
        finished: works.finished.filter((work) => work.token === token),
      };
    });
  } finally {
    database.close();
  }
}

/** Names with a dot are what a killed process left of a task that was never put. */
export const taskFolders = (rig: Rig): string[] =>
  list(join(rig.state, 'tasks')).filter((name) => !name.startsWith('.'));

/** How many tasks have not ended, or are not entered; undefined when that cannot be read now. */
export function openTasks(rig: Rig): number | undefined {
  try {
    const database = openTaskStore(rig.state);
    try {
      const rows = database.prepare("SELECT id FROM tasks WHERE state <> 'ended'").all();
      const entries = list(join(rig.state, 'agents')).flatMap((agent) =>
        list(join(rig.state, 'agents', agent, 'inbox')),
      );
      return rows.length + entries.length;
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function markerIn(folder: string): TaskEvidence['done'] {
  const text = read(join(folder, '.done'));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const read = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;
