import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { binFolder } from '../../project/package.ts';
import { Changes } from '../../system/changes.ts';
import { UserError } from '../../system/errors.ts';
import { readIfThere } from '../../system/files.ts';
import { watchFolders } from '../../system/watch.ts';
import { readEvents } from '../../workflows/journal.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import type { Workplace } from '../workplace.ts';

/** Set for an engine that nobody looks at: it tells its end where the run was begun. */
export const BACKGROUND = 'CTRLG_RUN_IN_BACKGROUND';

/** From the start of an engine to its hold on the run, on a busy machine. */
const PATIENCE_MS = 20_000;

/** Starts an engine in a session of its own, which outlives this terminal, and waits until it holds the run. */
export async function detach({ project }: Workplace, id: string, { json }: { json?: true }): Promise<number> {
  const places = runPlaces(project.home, id);
  const log = openSync(places.log, 'a', 0o600);
  const child = spawn(join(binFolder, 'ctrlg'), ['run', '--resume', id], {
    cwd: project.folder,
    env: { ...process.env, CTRLG_HOME: project.home, [BACKGROUND]: '1' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const changes = new Changes();
  let hasEnded = false;
  child.once('error', () => {
    hasEnded = true;
    changes.poke();
  });
  child.once('exit', () => {
    hasEnded = true;
    changes.poke();
  });
  const watch = await watchFolders([places.folder], changes.poke);
  // It writes this when it holds the run and its copy of the file is in order.
  const isUp = () => readEvents(places).some((event) => event.kind === 'engine' && event.pid === child.pid);
  await changes.until(() => isUp() || hasEnded, PATIENCE_MS);
  watch.close();
  child.unref();
  if (!isUp())
    throw new UserError(
      `The engine of run ${id} did not start. ${lastLine(places.log)}`,
      `Its log: ${places.log}`,
    );
  if (json) printJson({ run_id: id, log: places.log });
  else printLine(`Run ${id} is at work in the background. See: ctrlg run --list   Log: ${places.log}`);
  return EXIT_CODES.done;
}

const lastLine = (log: string): string => (readIfThere(log) ?? '').trimEnd().split('\n').at(-1) ?? '';
