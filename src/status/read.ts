import { readIfThere } from '../system/files.ts';
import { parseJson } from '../system/parse-json.ts';
import { isRunning } from '../system/processes.ts';
import { type AgentState, STATUS_VERSION, statusSchema } from './status.ts';

/** How an agent is, from its status file and from whether the wrapper that wrote it still runs. Never throws for bad content. */
export function readStatus(file: string): AgentState {
  const text = readIfThere(file);
  if (text === undefined) return { kind: 'absent' };
  const parsed = statusSchema.safeParse(parseJson(text));
  if (!parsed.success) return { kind: 'unreadable', why: whyUnreadable(text) };
  const status = parsed.data;
  const lives = status.status !== 'stopped' && isRunning({ pid: status.pid, started: status.pid_started });
  return { kind: lives ? 'live' : 'dead', status };
}

function whyUnreadable(text: string): string {
  const version = (parseJson(text) as { version?: unknown } | undefined)?.version;
  if (typeof version === 'number' && version > STATUS_VERSION) {
    return `it is of version ${version} and this ctrlg knows ${STATUS_VERSION}: update ctrlg`;
  }
  return 'it is cut short or not a status file';
}
