import { ensureAgent } from '../coordinator/ensure-agent.ts';
import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import type { AgentState, Status } from '../status/status.ts';
import { Changes } from '../system/changes.ts';
import { nowIso, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { watchFolders } from '../system/watch.ts';
import { serverOfEnvironment } from '../tmux/server.ts';
import { findWindow } from '../tmux/windows.ts';

/** What became of bringing an agent up. */
export type BroughtUp =
  | { readonly kind: 'up'; readonly status: Status; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-ready'; readonly reason: string };

export interface BringUp {
  readonly project: Project;
  readonly name: string;
  readonly timeoutMs: number;
  /** Which status is far enough. */
  isReady(status: Status): boolean;
}

/** A window whose wrapper has not said a word after this long is looked for: it may have closed at once. */
const FIRST_WORD_MS = 5_000;

/** Starts an agent unless it runs, and waits by file events until it is ready or has said why it cannot be. */
export async function bringUp({ project, name, timeoutMs, isReady }: BringUp): Promise<BroughtUp> {
  const places = agentPlaces(project.home, name);
  const since = nowIso();
  const untilMs = nowMs() + timeoutMs;
  const changes = new Changes();
  makePrivateFolder(places.folder);
  const watch = await watchFolders([places.folder], changes.poke);
  try {
    const isNew = await ensureAgent(project, name);
    const look = () => judge(readStatus(places.status), { since, isNew, isReady });
    for (;;) {
      const leftMs = untilMs - nowMs();
      const seen = await changes.until(look, Math.max(0, Math.min(FIRST_WORD_MS, leftMs)));
      if (seen) return seen;
      const state = readStatus(places.status);
      if (state.kind !== 'live' && !(await findWindow(serverOfEnvironment(), project.session, name))) {
        return { kind: 'refused', reason: `Its window closed at once. See: ctrlg logs ${name}` };
      }
      if (leftMs <= FIRST_WORD_MS) return { kind: 'not-ready', reason: whyNotReady(name, state) };
    }
  } catch (error) {
    return { kind: 'refused', reason: explain(error) };
  } finally {
    watch.close();
  }
}

interface Judging {
  readonly since: string;
  readonly isNew: boolean;
  isReady(status: Status): boolean;
}

function judge(state: AgentState, { since, isNew, isReady }: Judging): BroughtUp | undefined {
  if (state.kind === 'live' && isReady(state.status)) return { kind: 'up', status: state.status, isNew };
  if (state.kind !== 'dead' || state.status.last_active < since) return undefined;
  const { status, stopped_because } = state.status;
  return status === 'stopped' ? { kind: 'refused', reason: stopped_because ?? 'it stopped' } : undefined;
}

function whyNotReady(name: string, state: AgentState): string {
  if (state.kind === 'unreadable') return `Its status file: ${state.why}.`;
  const now = state.kind === 'live' ? `It is still ${state.status.status}` : 'Its wrapper has not answered';
  return `${now}. See: ctrlg attach ${name}`;
}
