import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/** `stty -a` of a terminal that is not ours, by its path; empty when it cannot be told. */
export function settingsOf(terminal: string): Promise<string> {
  const descriptor = openQuietly(terminal);
  if (descriptor === undefined) return Promise.resolve('');
  return new Promise((resolve) => {
    const child = spawn('stty', ['-a'], { stdio: [descriptor, 'pipe', 'ignore'] });
    let printed = '';
    child.stdout?.on('data', (chunk) => (printed += chunk));
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(printed));
    closeSync(descriptor);
  });
}

/** Whether a flag is off, in what `stty -a` prints. */
export const isOff = (settings: string, flag: string): boolean =>
  new RegExp(`(^|\\s)-${flag}\\b`).test(settings);

function openQuietly(terminal: string): number | undefined {
  try {
    return openSync(terminal, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
