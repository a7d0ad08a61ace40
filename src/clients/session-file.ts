import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AgentPlaces } from '../project/places.ts';
import { nowMs } from '../system/clock.ts';
import { readIfThere } from '../system/files.ts';
import { parseJson } from '../system/parse-json.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { Witness } from './client.ts';

/**
 * The session file of a client that is a process of ours, `session.json` in its agent's folder: the counterpart of Claude
 * Code's own `sessions/<pid>.json`.
 */
export const sessionFile = ({ folder }: Pick<AgentPlaces, 'folder'>): string => join(folder, 'session.json');

const session = z.looseObject({
  pid: z.number(),
  status: z.enum(['idle', 'busy', 'waiting']),
  statusUpdatedAt: z.number(),
  waitingFor: z._default(z.string(), 'a dialog is open'),
});

/** What the file says of this very process. */
export function sessionWitness(clientPid: number, places: AgentPlaces): Witness | undefined {
  const { success, data } = session.safeParse(parseJson(readIfThere(sessionFile(places)) ?? ''));
  if (!success || data.pid !== clientPid) return undefined;
  return { state: data.status, sinceMs: data.statusUpdatedAt, waitingFor: data.waitingFor };
}

/** Says in the file what this process is doing. Throws when the disk is full. */
export function writeSession(folder: string, status: 'idle' | 'busy' | 'waiting', waitingFor?: string): void {
  const text = JSON.stringify({ version: 1, pid: process.pid, status, statusUpdatedAt: nowMs(), waitingFor });
  replaceFile(sessionFile({ folder }), text);
}
