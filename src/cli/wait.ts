import { awaitEnds, type TaskWait } from '../api/await-ends.ts';
import { reportOfOutcome } from '../asking/answer.ts';
import { openProject, type Project } from '../project/project.ts';
import { nowMs, spokenDuration } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { displayText } from '../system/terminal.ts';
import type { Done } from '../tasks/done-marker.ts';
import { reportTask } from '../tasks/report.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import type { Task } from '../tasks/task.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findTask } from './find-task.ts';
import { printJson, printLine, tell } from './output.ts';
import { resultFields } from './result-fields.ts';
import { UsageError } from './usage-error.ts';

export interface WaitOptions {
  readonly any?: true;
  readonly all?: true;
  /** Minutes. */
  readonly timeout?: number;
  readonly json?: true;
}

/** `ctrlg wait ID…`: blocks until all of them have ended, or the first one; how they ended is the exit code. */
export async function wait(ids: readonly string[], options: WaitOptions): Promise<number> {
  if (options.any && options.all) throw new UsageError('--any and --all exclude each other.', 'Give one.');
  const project = openProject();
  const found = ids.map((id) => findTask(project.home, id).task);
  const tasks = [...new Map(found.map((task) => [task.id, task])).values()];
  const ends = await awaitAll(project, tasks, options);
  if (options.json) printJson({ results: tasks.map(({ id }) => fieldsOf(project, id)) });
  return exitCode(ends, options);
}

async function awaitAll(
  project: Project,
  tasks: readonly Task[],
  { any, timeout, json }: WaitOptions,
): Promise<TaskWait[]> {
  const leave = new AbortController();
  process.once('SIGINT', () => leave.abort());
  return awaitEnds({
    project,
    tasks,
    mode: any ? 'any' : 'all',
    untilMs: timeout === undefined ? Number.POSITIVE_INFINITY : nowMs() + timeout * 60_000,
    signal: leave.signal,
    onEnd: (_, done) => json || printLine(endLine(done)),
  });
}

const endLine = (done: Done): string =>
  done.status === 'done'
    ? `${done.agent_id} · ${spokenOutcome(done)} in ${spokenDuration(done.duration_ms)} · task ${done.task_id}`
    : displayText(reportOfOutcome(done)).trimEnd().replaceAll('\n', ' · ');

function fieldsOf({ home }: Project, id: string): object | null {
  const report = reportTask(home, id);
  return report ? resultFields(home, report) : null;
}

function exitCode(ends: readonly TaskWait[], { any }: WaitOptions): number {
  const done = ends.flatMap(({ end }) => (end.kind === 'ended' ? [end.done] : []));
  if (any && done.length > 0) return EXIT_CODES[done[0]!.status];
  const broken = ends.find(({ end }) => end.kind === 'no-agent');
  if (broken?.end.kind === 'no-agent')
    throw new UserError(
      `Agent ${broken.task.agent} does not run, so task ${broken.task.id} does not end. ${broken.end.reason}`,
      `Start it with: ctrlg up ${broken.task.agent}`,
    );
  const bad = done.find(({ status }) => status !== 'done');
  if (bad) return EXIT_CODES[bad.status];
  const open = ends.filter(({ end }) => end.kind !== 'ended');
  if (open.length === 0) return EXIT_CODES.done;
  tell(`ctrlg: not ended yet: ${open.map(({ task }) => task.id).join(' ')}`);
  return open.some(({ end }) => end.kind === 'left') ? EXIT_CODES.interrupted : EXIT_CODES.unfinished;
}
