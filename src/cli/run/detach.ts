import { startEngine } from '../../coordinator/workflow/start-engine.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import type { Workplace } from '../workplace.ts';

/** `--detach`: the engine goes on in the background, and says so. */
export async function detach({ project }: Workplace, id: string, { json }: { json?: true }): Promise<number> {
  await startEngine(project, id);
  const { log } = runPlaces(project.home, id);
  if (json) printJson({ run_id: id, log });
  else printLine(`Run ${id} is at work in the background. See: ctrlg run --list   Log: ${log}`);
  return EXIT_CODES.done;
}
