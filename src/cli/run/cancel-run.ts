import { UserError } from '../../system/errors.ts';
import { askToCancel } from '../../workflows/asked.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import type { RunReport } from '../../workflows/runs.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import type { Workplace } from '../workplace.ts';
import { driveRun } from './drive.ts';

/** `ctrlg run --cancel ID`: its engine stops what runs and ends it; one without an engine is ended here. */
export async function cancelRun(
  workplace: Workplace,
  { id, status }: RunReport,
  options: { json?: true },
): Promise<number> {
  if (status === 'done' || status === 'failed' || status === 'cancelled')
    throw new UserError(`Run ${id} has ended already (${status}).`, 'See the runs with: ctrlg run --list');
  askToCancel(runPlaces(workplace.project.home, id));
  if (status === 'stopped') {
    await driveRun(workplace, id, options);
    return EXIT_CODES.done;
  }
  if (options.json) printJson({ run_id: id, result: 'asked' });
  else printLine(`Run ${id} is asked to stop.`);
  return EXIT_CODES.done;
}
