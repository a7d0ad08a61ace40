import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Children } from '../children.ts';

/**
 * npm's `codex` is a Node script that runs the real program: one that is killed leaves it behind. So the connector keeps an
 * eye on both.
 */
export function lookAtFamily(children: Children, pid: number): void {
  for (const child of childrenOf(pid)) children.look(child);
}

function childrenOf(pid: number): number[] {
  try {
    const text =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
        : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
