import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { binFolder } from '../../project/package.ts';
import type { Project } from '../../project/project.ts';
import { Changes } from '../../system/changes.ts';
import { UserError } from '../../system/errors.ts';
import { readIfThere } from '../../system/files.ts';
import { watchFolders } from '../../system/watch.ts';
import { runPlaces } from '../../workflows/run-places.ts';

/** Set for an engine that nobody looks at: it tells its end where the run was begun. */
export const BACKGROUND = 'CTRLG_RUN_IN_BACKGROUND';

/** From the start of an engine to its hold on the run, on a busy machine. */
const PATIENCE_MS = 20_000;

/**
 * Starts an engine for a run in a session of its own, which outlives this process and its terminal, and waits until it
 * has taken the run up. Throws a UserError when it does not come up.
 */
export async function startEngine(project: Project, id: string): Promise<void> {
  const places = runPlaces(project.home, id);
  const takenBefore = timesTakenUp(places.journal);
  const log = openSync(places.log, 'a', 0o600);
  const child = spawn(join(binFolder, 'ctrlg'), ['run', '--resume', id], {
    cwd: project.folder,
    env: {
      ...process.env,
      CTRLG_HOME: project.home,
      ...(project.config && { CTRLG_CONFIG: project.config }),
      [BACKGROUND]: '1',
    },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const changes = new Changes();
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
    changes.poke();
  };
  child.once('error', end);
  child.once('exit', end);
  const watch = await watchFolders([places.folder], changes.poke);
  // An engine that cannot read the workflow holds the run for a moment, too.
  const isUp = () => timesTakenUp(places.journal) > takenBefore;
  await changes.until(() => isUp() || hasEnded, PATIENCE_MS);
  watch.close();
  child.unref();
  if (!isUp())
    throw new UserError(
      `The engine of run ${id} did not start. ${lastLine(places.log)}`,
      `Its log: ${places.log}`,
    );
}

const timesTakenUp = (journal: string): number =>
  (readIfThere(journal) ?? '').split('\n').filter((line) => /"kind":\s*"engine"/.test(line)).length;

const lastLine = (log: string): string => (readIfThere(log) ?? '').trimEnd().split('\n').at(-1) ?? '';
