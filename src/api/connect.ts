import { chiefHere } from '../notify/news.ts';
import { takeNewsWords } from '../notify/news-words.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import type { Database } from '../system/database.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { agentOf } from '../tasks/claimer.ts';
import { openTaskStore } from '../tasks/store.ts';
import { markTaken } from '../tasks/taken.ts';
import { workflowFolders, workflowNames } from '../workflows/find-workflow.ts';
import { reportRun, runIds } from '../workflows/runs.ts';
import { agentReports, endAgent, screenOf, startAgent } from './agent-report.ts';
import type { Cancelled, ConnectOptions, Ctrlg, TaskReport, Ticket } from './ctrlg.ts';
import { eventsOf } from './events.ts';
import { historyOf } from './history.ts';
import { listTasks } from './list-tasks.ts';
import { listMessages, sendMessage } from './messages.ts';
import { type PutAsked, putTasks } from './put-tasks.ts';
import { sharedContext, writeContext } from './shared-context.ts';
import { reportOfTicket, taskOfTicket } from './task-report.ts';
import { waitForTasks } from './wait.ts';
import { fromStored, runReport, runWorkflow, waitForRun } from './workflow-runs.ts';
import type { Workplace } from './workplace.ts';

export { UserError } from '../system/errors.ts';

/**
 * A project's agents and tasks, for a program. Nothing runs for it: it reads and writes the files that the agents share.
 * Throws a UserError where the state folder is not safe.
 */
export function connect({ cwd, home, config }: ConnectOptions = {}): Ctrlg {
  const named = { home, config: config ?? (process.env.CTRLG_CONFIG || undefined) };
  const project = openProject(cwd, named);
  const end = new AbortController();
  // Read anew each time: a person may have changed it.
  const open = (): Workplace => ({ project, config: readConfig(project.folder, project.config) });
  const until = (signal: AbortSignal | undefined) =>
    signal ? AbortSignal.any([signal, end.signal]) : end.signal;
  const put = async (asked: PutAsked): Promise<Ticket[]> =>
    (await putTasks(open(), asked)).map(({ task, why }) => ticketOf(project, task, why));
  return {
    project: { folder: project.folder, name: project.name, home: project.home },
    assign: async (agent, prompt, options) => (await put({ ...options, prompt, targets: [agent] }))[0]!,
    broadcast: (agents, prompt, options) => put({ ...options, prompt, targets: agents }),
    wait: async (ids, options = {}) =>
      waitForTasks({ project }, [ids].flat(), { ...options, signal: until(options.signal) }),
    task: async (id) => taskOf(project, id),
    tasks: async (options = {}) => withStore(project, (store) => listTasks(project.home, store, options)),
    cancel: async (id) => cancelOf(project, id),
    send: async (agent, message, options) => sendMessage(open(), agent, message, options),
    messages: async (options = {}) => listMessages(project.home, options),
    agents: async () => agentReports(open()),
    start: async (agent, options) => startAgent(open(), agent, options?.timeoutMs),
    stop: async (agent) => endAgent(open(), agent),
    screen: async (agent, options) => screenOf(open(), agent, options?.lines),
    news: async () => takeNewsWords(project.home, chiefHere(process.env)),
    history: async (options = {}) => withStore(project, (store) => historyOf(project.home, store, options)),
    context: async () => sharedContext(project.home),
    updateContext: async (text, version) => writeContext(project.home, text, version),
    workflows: async () => workflowNames(workflowFolders(project.folder, open().config.workflows)),
    runWorkflow: async (name, options) => runWorkflow(open(), name, options?.input ?? ''),
    run: async (id) => runReport(open(), id),
    runs: async () => runsOf(open()),
    waitForRun: async (id, options = {}) =>
      waitForRun(open(), id, { ...options, signal: until(options.signal) }),
    events: (options) => eventsOf(open, until(options?.signal)),
    close: () => end.abort(new Error('The connection to ctrlg was closed.')),
  };
}

type PutTask = Awaited<ReturnType<typeof putTasks>>[number]['task'];

const ticketOf = ({ home }: Project, task: PutTask, why: string): Ticket => ({
  id: task.id,
  agent: agentOf(home, task),
  target: task.target,
  why,
});

/** Whoever is given a result has taken it. */
function taskOf(project: Project, id: string): TaskReport {
  const report = withStore(project, (store) => reportOfTicket(project.home, id, store));
  if (report.isEnded) markTaken(project.home, report.id);
  return report;
}

function cancelOf({ home }: Project, id: string): Cancelled {
  const task = taskOfTicket(home, id);
  return { id: task.id, agent: agentOf(home, task), result: cancelTask(home, task) };
}

const runsOf = (workplace: Workplace) =>
  runIds(workplace.project.home).flatMap((id) => {
    const stored = reportRun(workplace.project.home, id);
    return stored ? fromStored(workplace, stored) : [];
  });

function withStore<T>({ home }: Project, use: (store: Database) => T): T {
  const store = openTaskStore(home);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
