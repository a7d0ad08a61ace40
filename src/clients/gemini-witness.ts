import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlaces } from '../project/places.ts';
import { isoOf, nowMs } from '../system/clock.ts';
import { listIfThere } from '../system/files.ts';
import type { Witness } from './client.ts';
import { debugLog, geminiHome, startMark } from './gemini-home.ts';
import { startLog, type TurnLog, turnLog } from './gemini-log.ts';
import { askedSince } from './gemini-transcript.ts';
import { endOf, signIn } from './gemini-turn-end.ts';

/** The event of a turn's end comes at once; where it does not, the files tell of it. */
const EVENT_MS = 5_000;
/** A model that thinks is silent as well. */
const SILENCE_MS = 5 * 60_000;
/** After a refusal its model is heard again or refuses again, within this time. */
const RETRY_MS = 20_000;

/**
 * The newest conversation's file tells that a turn was stopped, a compaction is over, or a permission was refused; the log
 * that the hooks of a turn's end were run, though their event was lost, and that the model refuses. That all is well with
 * a turn neither says: without a word of theirs it is taken for idle.
 */
export function geminiWitness(_clientPid: number, { folder }: AgentPlaces): Witness | undefined {
  const startedMs = modifiedMs(startMark(folder));
  const { notLoggedIn, runsHooks } = startLog(debugLog(folder));
  if (notLoggedIn !== undefined) {
    const waitingFor = `Nobody is logged in: log in in its window. ${notLoggedIn}`;
    return { state: 'stuck', sinceMs: startedMs, waitingFor };
  }
  // Its files are there before its person has trusted the folder.
  if (!runsHooks) return undefined;
  const newest = conversationFiles(folder)
    .map((file) => ({ file, atMs: modifiedMs(file) }))
    .sort((a, b) => b.atMs - a.atMs)[0];
  if (!newest || newest.atMs < startedMs) return undefined;
  const turn = turnLog(debugLog(folder));
  const last = signIn(newest.file);
  const sign = last && last.atMs >= (turn?.beganMs ?? 0) ? last : undefined;
  const idle = (sinceMs: number) =>
    ({ state: 'idle', sinceMs: Math.max(sinceMs, startedMs), waitingFor: '' }) as const;
  if (sign?.kind === 'cancelled' || sign?.kind === 'compacted') return idle(sign.atMs);
  if (turn?.endedMs === undefined) return (turn && troubleOf(turn, newest.file)) ?? idle(0);
  if (nowMs() - turn.endedMs < EVENT_MS) return idle(0);
  const moment = { transcript_path: newest.file, timestamp: isoOf(turn.endedMs) };
  return { ...idle(turn.endedMs), lastEnd: endOf(sign, '', moment) };
}

/** Gemini CLI asks a model that refuses again and again, without end. About a plan's limit it asks in a dialog, and notes nothing. */
function troubleOf({ retry }: TurnLog, file: string): Witness | undefined {
  const now = nowMs();
  if (retry) {
    if (now - retry.atMs > RETRY_MS) return { state: 'busy', sinceMs: retry.atMs, waitingFor: '' };
    const waitingFor = `${retry.why} (Gemini CLI tries again by itself)`;
    return { state: 'stuck', sinceMs: retry.sinceMs, waitingFor };
  }
  const sinceMs = silentSince(file);
  if (sinceMs === undefined || now - sinceMs < SILENCE_MS) return undefined;
  const waitingFor = 'No word from its model for 5 minutes. Look at its window: it may ask there what to do.';
  return { state: 'stuck', sinceMs, waitingFor };
}

function silentSince(file: string): number | undefined {
  try {
    return askedSince(file);
  } catch {
    return undefined;
  }
}

function conversationFiles(folder: string): string[] {
  const projects = join(geminiHome(folder), '.gemini/tmp');
  return listIfThere(projects)
    .map((project) => join(projects, project, 'chats'))
    .flatMap((chats) => sessionsIn(chats).map((name) => join(chats, name)));
}

function sessionsIn(chats: string): string[] {
  try {
    return listIfThere(chats).filter((name) => /^session-.*\.jsonl$/.test(name));
  } catch {
    return [];
  }
}

const modifiedMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
