import { reportOver } from '../../asking/prompt-report.ts';
import { writePromptFile } from '../../asking/write-prompt-file.ts';
import type { Config } from '../../project/config.ts';
import type { Project } from '../../project/project.ts';
import { Changes } from '../../system/changes.ts';
import { every, nowMs, spokenDuration } from '../../system/clock.ts';
import { UserError } from '../../system/errors.ts';
import { watchFolders } from '../../system/watch.ts';
import { engineOf } from '../../workflows/engine-lock.ts';
import { readRun } from '../../workflows/journal.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import type { RunState } from '../../workflows/run-state.ts';
import { figuresOf, outputOf } from '../../workflows/summary.ts';
import { waitFor } from '../../workflows/waiter.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { watchWait } from '../view/watcher.ts';
import { beginByName } from './begin-by-name.ts';
import { startEngine } from './start-engine.ts';

export interface RunAsked {
  readonly file: string;
  /** The prompt in the file. */
  readonly original: string;
  readonly project: Project;
  readonly config: Config;
  readonly name: string;
  readonly input: string;
  readonly isBackground: boolean;
}

/**
 * Runs the workflow that a prompt names, in an engine of its own that outlives this process, and writes what it answered
 * into the prompt file. Returns the exit code. Throws a UserError when it cannot be begun.
 */
export async function runFromPrompt(asked: RunAsked): Promise<number> {
  const { project, config, name, input, file, original } = asked;
  const { id, workflow } = beginByName(project, config, { name, input });
  const noMoreWaiting = asked.isBackground ? () => {} : waitFor(runPlaces(project.home, id).folder);
  await startEngine(project, id);
  const end = asked.isBackground ? 'background' : await awaitRun(project, id, workflow);
  noMoreWaiting();
  if (end === 'background')
    writePromptFile(file, `[ctrlg] ${workflow.name} runs in the background: ctrlg run --list (run ${id})\n`);
  else if (end === 'left') writePromptFile(file, original);
  else writePromptFile(file, answerOf(workflow, end, id, original));
  return 0;
}

/** Looks again this often besides: an engine that is killed writes nothing any more. */
const LOOK_EVERY_MS = 2_000;

/** An engine that dies is started again this often; the run goes on where it stood. */
const MOST_STARTS = 3;

async function awaitRun(
  project: Project,
  id: string,
  workflow: Workflow,
): Promise<RunState | 'left' | 'background'> {
  const { home } = project;
  const places = runPlaces(home, id);
  const changes = new Changes();
  let run = readRun(places)!;
  const watch = await watchFolders([places.folder], () => {
    run = readRun(places) ?? run;
    changes.poke();
  });
  const stopLooking = every(LOOK_EVERY_MS, changes.poke);
  const watcher = watchWait(changes, async (ask) => {
    const { openRunView } = await import('./run-view.ts');
    return openRunView({ home, id, workflow, state: () => run }, ask);
  });
  try {
    for (let starts = 1; ; starts += 1) {
      const isDown = () => engineOf(places.folder) === undefined && readRun(places)?.end === undefined;
      const seen = await changes.until(
        () => watcher.asked() ?? (run.end ? run : undefined) ?? (isDown() && 'down'),
      );
      if (seen !== 'down') return seen!;
      if (starts > MOST_STARTS)
        throw new UserError(
          `The engine of run ${id} ends again and again.`,
          `Its log: ${places.log}   Go on: ctrlg run --resume ${id}`,
        );
      await startEngine(project, id);
    }
  } finally {
    stopLooking();
    watcher.close();
    watch.close();
  }
}

function answerOf(workflow: Workflow, run: RunState, id: string, original: string): string {
  const { outcome } = run.end!;
  const took = spokenDuration(figuresOf(run, nowMs()).wallMs);
  const head = `${workflow.name} · ${outcome} in ${took} · run ${id}`;
  if (outcome === 'done') return `[ctrlg] ${head}\n\n${outputOf(workflow, run)}`;
  const why = [...run.steps]
    .filter(([, { end }]) => end?.outcome === 'failed')
    .map(([step, { end }]) => `${step}: ${end?.reason}`);
  return reportOver(original, [head, ...why, `See: ctrlg run --list`].join('\n'));
}
