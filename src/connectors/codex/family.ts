import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Children } from '../../system/children.ts';
import { sleep } from '../../system/clock.ts';

/** npm's script takes some 50 ms to start the program; another way of installing has no script, and nothing to find. */
const TRIES = 20;
const LOOK_EVERY_MS = 100;

/**
 * npm's `codex` is a Node script that runs the real program: one that is killed leaves it behind. So the connector keeps an
 * eye on both.
 */
export async function lookAtFamily(children: Children, pid: number | undefined): Promise<void> {
  for (let tries = 0; pid !== undefined && tries < TRIES; tries += 1) {
    const found = childrenOf(pid);
    for (const child of found) children.look(child);
    if (found.length > 0) return;
    await sleep(LOOK_EVERY_MS);
  }
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
