import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/**
 * Lets keys through one by one, as the hook's front door does for the waiting view; the returned function puts the
 * terminal back. Without a terminal nothing happens.
 */
export function makeRaw(): () => void {
  try {
    const terminal = new ReadStream(openSync('/dev/tty', 'r+'));
    terminal.setRawMode(true);
    return () => {
      terminal.setRawMode(false);
      terminal.destroy();
    };
  } catch {
    return () => {};
  }
}
