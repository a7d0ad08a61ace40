import type { Changes } from '../../system/changes.ts';
import { after, every } from '../../system/clock.ts';
import { systemCode } from '../../system/errors.ts';
import { dropTypedKeysOfTty } from '../terminal/drain.ts';

/** Shows a wait to a person and takes their keys. */
export interface Watcher {
  asked(): Asked | undefined;
  close(): void;
}

export type Asked = 'left' | 'background';

/** What the view on the terminal is for its watcher. */
export interface LiveView {
  close(how: 'erase' | 'hands-off'): void;
}

/** A fast answer costs nothing and flashes nothing; a key pressed in this time waits in the terminal and counts. */
const QUIET_MS = 150;
const PARENT_EVERY_MS = 500;

/** Opens what is shown of a wait; undefined where there is no terminal. Loaded only when it is shown. */
export type OpenView = (ask: (what: Asked) => void) => Promise<LiveView | undefined>;

/** Shows a wait on the terminal, if there is one, from the moment on that a person begins to wonder. */
export function watchWait(changes: Changes, open: OpenView): Watcher {
  let asked: Asked | undefined;
  let view: LiveView | undefined;
  let isClosed = false;
  const ask = (what: Asked) => {
    asked ??= what;
    changes.poke();
  };
  const show = async () => {
    const opened = await open(ask);
    if (isClosed) opened?.close('erase');
    else view = opened;
  };
  const close = (how: 'erase' | 'hands-off') => {
    if (isClosed) return;
    isClosed = true;
    stopTimer();
    stopParentWatch();
    if (view) view.close(how);
    else if (how === 'erase') dropTypedKeysOfTty();
  };
  // With no view there are no keys to leave by: then the person is let go at once.
  const stopTimer = after(QUIET_MS, () => void show().catch(() => ask('left')));
  const stopParentWatch = whenParentDies(() => {
    close('hands-off');
    // Not a plain exit: Node's would put the terminal back as it was at its start, under the client's hands.
    process.kill(process.pid, 'SIGHUP');
  });
  return { asked: () => asked, close: () => close('erase') };
}

/** Without the front door, or without the client that waits for it, nobody reads our file, and the terminal is not ours. */
function whenParentDies(gone: () => void): () => void {
  const parent = process.ppid;
  const client = Number(process.env.CTRLG_WAITING_PID);
  return every(PARENT_EVERY_MS, () => {
    if (process.ppid !== parent || isGone(client)) gone();
  });
}

function isGone(pid: number): boolean {
  if (!(pid > 1)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}
