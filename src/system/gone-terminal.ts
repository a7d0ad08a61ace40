import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Node puts the terminal back at its end as it was at its start, and aborts, core dump and all, where that is gone with its
 * window. A process that lives in a window calls this at its start: it then lets go of a terminal that is gone.
 */
export function letGoOfGoneTerminal(): void {
  const own = [0, 1, 2].filter((fd) => isatty(fd));
  if (own.length === 0) return;
  process.on('exit', () => {
    if (!isThere()) own.forEach(closeQuietly);
  });
}

function isThere(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It was closed before.
  }
}
