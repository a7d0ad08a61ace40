import { reportOfOutcome, spokenOutcome } from '../coordinator/answer.ts';
import { awaitTask, type WaitEnd } from '../coordinator/await-task.ts';
import { openProject, type Project } from '../project/project.ts';
import { Changes } from '../system/changes.ts';
import { nowMs, spokenDuration } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { displayText } from '../system/terminal.ts';
import type { Done } from '../tasks/done-marker.ts';
import { reportTask } from '../tasks/report.ts';
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

interface Ended {
  readonly task: Task;
  readonly end: WaitEnd;
}

/** `ctrlg wait ID…`: blocks until all of them have ended, or the first one; how they ended is the exit code. */
export async function wait(ids: readonly string[], options: WaitOptions): Promise<number> {
  if (options.any && options.all) throw new UsageError('--any and --all exclude each other.', 'Give one.');
  const project = openProject();
  const found = ids.map((id) => findTask(project.home, id).task);
  const tasks = [...new Map(found.map((task) => [task.id, task])).values()];
  const ends = await awaitEnds(project, tasks, options);
  if (options.json) printJson({ results: tasks.map(({ id }) => fieldsOf(project, id)) });
  return exitCode(ends, options);
}

async function awaitEnds(
  project: Project,
  tasks: readonly Task[],
  { any, timeout, json }: WaitOptions,
): Promise<Ended[]> {
  const changes = new Changes();
  const untilMs = timeout === undefined ? Number.POSITIVE_INFINITY : nowMs() + timeout * 60_000;
  let isOver = false;
  process.once('SIGINT', () => {
    isOver = true;
    changes.poke();
  });
  const asked = () => (isOver ? ('left' as const) : undefined);
  return Promise.all(
    tasks.map(async (task) => {
      const end = await awaitTask({ project, task, changes, asked, untilMs });
      if (end.kind === 'ended') {
        if (!json) printLine(endLine(end.done));
        if (any) isOver = true;
        changes.poke();
      }
      return { task, end };
    }),
  );
}

const endLine = (done: Done): string =>
  done.status === 'done'
    ? `${done.agent_id} · ${spokenOutcome(done)} in ${spokenDuration(done.duration_ms)} · task ${done.task_id}`
    : displayText(reportOfOutcome(done)).trimEnd().replaceAll('\n', ' · ');

function fieldsOf({ home }: Project, id: string): object | null {
  const report = reportTask(home, id);
  return report ? resultFields(home, report) : null;
}

function exitCode(ends: readonly Ended[], { any }: WaitOptions): number {
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
