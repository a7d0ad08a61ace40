import { basename } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import type { AgentState } from '../status/status.ts';
import type { Changes } from '../system/changes.ts';
import { after, nowMs } from '../system/clock.ts';
import { watchFolders } from '../system/watch.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import type { Task } from '../tasks/task.ts';
import { AgentWatch } from './agent-watch.ts';

/** How the wait for a task came to its end. Only `ended` says something of the task; the others say why nobody waits. */
export type WaitEnd =
  | { readonly kind: 'ended'; readonly done: Done }
  | { readonly kind: 'deadline' }
  /** The agent could not be started, or died again and again. */
  | { readonly kind: 'no-agent'; readonly reason: string }
  /** The person pressed a key: leave the prompt, or leave the task running in the background. */
  | { readonly kind: 'left' }
  | { readonly kind: 'background' };

export interface Wait {
  readonly project: Project;
  readonly task: Task;
  /** What the person's keys asked for; the view sets it and pokes. */
  readonly changes: Changes;
  asked(): 'left' | 'background' | undefined;
  /** Epoch ms after which nobody waits any more; the task's deadline unless given. */
  readonly untilMs?: number;
}

/** A wrapper that dies is started again this often before the wait is given up. */
const MOST_STARTS = 3;

/** Waits for the done marker by file events; starts the agent when it is not there, and again when it dies. */
export async function awaitTask(wait: Wait): Promise<WaitEnd> {
  const { project, task, changes, untilMs = Date.parse(wait.task.deadline_at) } = wait;
  const places = taskPlaces(project.home, task.id);
  const ends = basename(places.done);
  const watch = await watchFolders([places.folder], changes.poke, (name) => name === ends);
  const agent = await AgentWatch.open(project, task, changes.poke);
  try {
    for (let starts = 0; ; starts += 1) {
      const seen = await changes.until(() => look(wait, agent), Math.max(0, untilMs - nowMs()));
      if (seen === undefined) return { kind: 'deadline' };
      if (seen !== 'agent-down') return seen;
      if (starts === MOST_STARTS) return { kind: 'no-agent', reason: whyDown(agent) };
      // Loaded only here: tmux and its parts would cost every key press 12 ms.
      const { ensureAgent } = await import('./ensure-agent.ts');
      await ensureAgent(project, agent.name);
      agent.forget();
      const leftMs = Math.max(0, untilMs - nowMs());
      if (!(await changes.until(() => look(wait, agent, true), Math.min(START_PATIENCE_MS, leftMs)))) {
        if (leftMs < START_PATIENCE_MS) return { kind: 'deadline' };
        return {
          kind: 'no-agent',
          reason: `Its window was started, but nothing runs in it. ${whyDown(agent)}`,
        };
      }
    }
  } finally {
    // It takes a millisecond, and somebody waits for the answer.
    after(0, () => {
      agent.close();
      watch.close();
    });
  }
}

/** From the start of a window to the wrapper's first status, on a busy machine. */
const START_PATIENCE_MS = 20_000;

type Seen = WaitEnd | 'agent-down';

function look(wait: Wait, agent: AgentWatch): Seen | undefined;
function look(wait: Wait, agent: AgentWatch, whileStarting: true): Seen | 'agent-up' | undefined;
function look(wait: Wait, agent: AgentWatch, whileStarting = false): Seen | 'agent-up' | undefined {
  const { project, task } = wait;
  const done = readDone(project.home, task.id);
  if (done) return { kind: 'ended', done };
  const asked = wait.asked();
  if (asked) return { kind: asked };
  const { state } = agent;
  if (state.kind === 'live') return whileStarting ? 'agent-up' : undefined;
  if (hasRefused(state, task)) return { kind: 'no-agent', reason: whyDown(agent) };
  return whileStarting ? undefined : 'agent-down';
}

/** An agent that stopped for a reason of its own after this task was put is not started against it; a closed window is. */
function hasRefused(state: AgentState, task: Task): boolean {
  if (state.kind !== 'dead' || state.status.status !== 'stopped' || state.status.stop_kind === 'closed')
    return false;
  return state.status.last_active > task.created_at;
}

function whyDown({ name, state }: AgentWatch): string {
  if (state.kind === 'dead' && state.status.stopped_because) return state.status.stopped_because;
  return `See: ctrlg logs ${name}`;
}
