import { dirname } from 'node:path';
import { agentFolderOf } from '../project/agent-token.ts';
import { readStatus } from '../status/read.ts';
import { readTask } from './put.ts';

/** Where a task comes from that is put now: the task in whose turn that is, and how deep. */
export interface Delegation {
  readonly parent: string | null;
  /** 0: put by a person or a script; 1: in the turn of such a task; … */
  readonly depth: number;
}

/**
 * By the environment that an agent's client gives its programs. Outside an agent's window it costs nothing. Throws a
 * UserError when the environment is not what it says to be.
 */
export function delegationOf(env: NodeJS.ProcessEnv): Delegation {
  const folder = agentFolderOf(env);
  if (!folder) return { parent: null, depth: 0 };
  const state = readStatus(`${folder}/status.json`);
  const parent = 'status' in state ? state.status.current_task : null;
  // No task at hand: a person works in the window themselves.
  if (parent === null) return { parent: null, depth: 0 };
  const home = dirname(dirname(folder));
  return { parent, depth: (readTask(home, parent)?.depth ?? 0) + 1 };
}
