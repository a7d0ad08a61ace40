import { AGENT_NAME } from '../project/bounds.ts';
import { agentPlaces } from '../project/places.ts';
import { openProject } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { leaveAnswer } from '../workflows/asked.ts';
import { runPlaces } from '../workflows/run-places.ts';
import { findRun, openQuestions, type RunReport, runIds } from '../workflows/runs.ts';
import { answerAgent } from './answer-agent.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, printLine } from './output.ts';
import { UsageError } from './usage-error.ts';

export interface ApproveOptions {
  readonly no?: true;
  readonly note?: string;
  readonly question?: string;
  readonly json?: true;
}

/**
 * `ctrlg approve AGENT` answers what an agent asks, `ctrlg approve RUN [STEP]` a question of a workflow's run; its engine,
 * or the next one, goes on from there.
 */
export function approve(
  asker: string,
  step: string | undefined,
  options: ApproveOptions,
): number | Promise<number> {
  const { home } = openProject();
  const decision = options.no ? 'deny' : 'approve';
  if (isAgent(home, asker)) {
    if (step !== undefined)
      throw new UsageError(
        `${asker} is an agent: it has no step '${step}'.`,
        `Try: ctrlg ${decision} ${asker}`,
      );
    if (options.note && decision === 'approve')
      throw new UsageError(
        'No client takes a note with a yes: the agent would not hear of it.',
        `Try: ctrlg approve ${asker}, or ctrlg deny ${asker} --note TEXT`,
      );
    return answerAgent(home, asker, { ...options, decision });
  }
  if (runIds(home, asker).length === 0)
    throw new UserError(
      `There is no agent and no run '${asker}'.`,
      'See them with: ctrlg status, ctrlg run --list',
    );
  return answerRun(home, findRun(home, asker), step, options);
}

/** `ctrlg deny AGENT`, `ctrlg deny RUN [STEP]`: the same, with a no. */
export const deny: typeof approve = (asker, step, options) => approve(asker, step, { ...options, no: true });

/** An agent that has ever run here is meant before a run whose id begins so. */
const isAgent = (home: string, name: string): boolean =>
  AGENT_NAME.test(name) && readStatus(agentPlaces(home, name).status).kind !== 'absent';

function answerRun(
  home: string,
  report: RunReport,
  stepName: string | undefined,
  options: ApproveOptions,
): number {
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
