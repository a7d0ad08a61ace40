import { openProject } from '../project/project.ts';
import { UserError } from '../system/errors.ts';
import { leaveAnswer } from '../workflows/asked.ts';
import { runPlaces } from '../workflows/run-places.ts';
import { findRun, openQuestions, type RunReport } from '../workflows/runs.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, printLine } from './output.ts';

export interface ApproveOptions {
  readonly no?: true;
  readonly note?: string;
  readonly json?: true;
}

/** `ctrlg approve RUN-ID [STEP]`: answers a question of a run; its engine, or the next one, goes on from there. */
export function approve(runId: string, stepName: string | undefined, options: ApproveOptions): number {
  const { home } = openProject();
  const report = findRun(home, runId);
  const { id, status } = report;
  const step = questionOf(report, stepName);
  const isYes = !options.no;
  if (!leaveAnswer(runPlaces(home, id), step, { isYes, note: options.note ?? '' }))
    throw new UserError(`${step} of run ${id} has been answered already.`, 'The first answer counts.');
  if (options.json) printJson({ run_id: id, step, approved: isYes });
  else {
    const next = status === 'stopped' ? ` No engine runs it. Go on: ctrlg run --resume ${id}` : '';
    printLine(`${step}: ${isYes ? 'approved' : 'not approved'}.${next}`);
  }
  return EXIT_CODES.done;
}

function questionOf({ id, run, status }: RunReport, asked: string | undefined): string {
  const open = openQuestions(run).map(({ step }) => step);
  const [only] = open;
  if (only === undefined)
    throw new UserError(`Run ${id} asks nothing (it is ${status}).`, 'See the runs with: ctrlg run --list');
  if (asked !== undefined && !open.includes(asked))
    throw new UserError(`'${asked}' of run ${id} asks nothing.`, `Open questions: ${open.join(', ')}.`);
  if (asked === undefined && open.length > 1)
    throw new UserError(`Run ${id} has ${open.length} open questions.`, `Name one: ${open.join(', ')}.`);
  return asked ?? only;
}
