import { BACKGROUND } from '../../coordinator/workflow/start-engine.ts';
import { knownAgents, workflowTasks } from '../../coordinator/workflow/workflow-tasks.ts';
import { keepRunNews } from '../../notify/run-news.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { displayText } from '../../system/terminal.ts';
import type { RunOrigin } from '../../workflows/run-events.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import { runWorkflow } from '../../workflows/run-workflow.ts';
import { isWaitedFor } from '../../workflows/waiter.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { isTerminal, print, printJson, printLine, tell } from '../output.ts';
import type { Workplace } from '../workplace.ts';
import { LiveProgress } from './live-progress.ts';
import { PlainProgress } from './plain-progress.ts';
import type { Progress } from './progress.ts';
import { runDocument } from './run-document.ts';
import { leftWords, newsOf, summaryLine, textOfOutput } from './summary-words.ts';
import { type News, tellChief } from './tell-chief.ts';

/** Runs the engine in this process with its progress on standard error; the run's output goes to standard output. */
export async function driveRun(workplace: Workplace, id: string, { json }: { json?: true }): Promise<number> {
  const { project, config } = workplace;
  const places = runPlaces(project.home, id);
  const tellEverywhere = (origin: RunOrigin, news: News) => {
    keepRunNews(project.home, origin, `Workflow ${news.words.replace(/^ctrlg: /, '')}`);
    return tellChief(origin, news, config.notify);
  };
  const leave = new AbortController();
  // A second one says the same: the engine is on its way out already.
  for (const signal of SIGNALS) process.on(signal, () => leave.abort());
  const progress = newProgress(workplace, id, leave, json);
  try {
    const end = await runWorkflow({
      project,
      id,
      known: knownAgents(config),
      tasks: workflowTasks(project, config),
      signal: leave.signal,
      onStart: (workflow, run) => progress.start(workflow, run),
      onEvent: (event, run) => {
        progress.event(event, run);
        if (isInBackground && event.kind === 'question')
          void tellEverywhere(run.origin, newsOf(id, places, run, event));
      },
      onNotice: (text) => progress.notice(text),
    });
    progress.close();
    const output = end.kind === 'ended' ? textOfOutput(end.workflow, end.run) : '';
    if (end.kind === 'ended') replaceFile(places.output, output);
    if (isInBackground && end.run.end && !isWaitedFor(places.folder))
      await tellEverywhere(end.run.origin, newsOf(id, places, end.run));
    if (json) printJson(runDocument(project.home, id, end, output));
    if (end.kind === 'left') {
      tell(leftWords(id, end.run));
      return EXIT_CODES.interrupted;
    }
    if (!json) {
      tell(summaryLine(end.workflow, end.run));
      printOutput(output);
    }
    return EXIT_CODES[end.run.end!.outcome];
  } finally {
    progress.close();
  }
}

/** A detached engine tells its end where the run was begun. */
const isInBackground = process.env[BACKGROUND] === '1';

function newProgress(workplace: Workplace, id: string, leave: AbortController, json?: true): Progress {
  if (!isTerminal('stderr')) return new PlainProgress(id);
  return new LiveProgress({
    home: workplace.project.home,
    id,
    leave: () => leave.abort(),
    mayAsk: isTerminal('stdin') && !json,
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function printOutput(output: string): void {
  if (output === '') return;
  if (isTerminal('stdout')) printLine(displayText(output).replace(/\n$/, ''));
  else print(output.endsWith('\n') ? output : `${output}\n`);
}
