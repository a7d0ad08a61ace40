import { withPast } from '../../asking/with-past.ts';
import type { Config } from '../../project/config.ts';
import { agentPlaces } from '../../project/places.ts';
import { agentConfigOf, everyAgent } from '../../project/pool.ts';
import type { Project } from '../../project/project.ts';
import { Binder } from '../../router/bind.ts';
import { readStatus } from '../../status/read.ts';
import { Changes } from '../../system/changes.ts';
import { nowIso } from '../../system/clock.ts';
import { UserError } from '../../system/errors.ts';
import { cancelTask, cancelUnbegun } from '../../tasks/cancel.ts';
import { agentOf } from '../../tasks/claimer.ts';
import type { Done } from '../../tasks/done-marker.ts';
import { countPut } from '../../tasks/limits.ts';
import { delegationOf } from '../../tasks/parent.ts';
import { putTask, readTask } from '../../tasks/put.ts';
import { readResult } from '../../tasks/report.ts';
import { markTaken } from '../../tasks/taken.ts';
import { newTask, type Task } from '../../tasks/task.ts';
import type { Known } from '../../workflows/read-step.ts';
import type { AgentChooser, StepTask, TaskEnd, TaskPort } from '../../workflows/task-port.ts';
import { awaitTask, type WaitEnd } from '../await-task.ts';

/** Who the steps of a workflow can ask in this project. */
export const knownAgents = (config: Config): Known => ({
  agents: everyAgent(config),
  tags: [...new Set(Object.values(config.agents).flatMap(({ tags }) => tags))],
});

/** The tasks of a workflow's steps, put for the agents of a project. */
export const workflowTasks = (project: Project, config: Config): TaskPort => ({
  chooser: () => newChooser(project, config),
  put: (task) => putStepTask(project, config, task),
  await: (id, signal) => awaitEnd(project, id, signal),
  cancel: (id) => {
    const task = readTask(project.home, id);
    if (task) cancelTask(project.home, task);
  },
});

function newChooser({ home }: Project, config: Config): AgentChooser {
  const stateOf = (agent: string) => readStatus(agentPlaces(home, agent).status);
  const pastOf = (agent: string) => withPast(home, (of) => of(agent));
  const binder = new Binder({ prompt: '', config, stateOf, pastOf });
  return {
    choose: async (target, prompt) => {
      const bound = await binder.bind(target, prompt);
      if (bound.kind === 'agent') return bound.agent;
      if (bound.kind === 'mistake') throw new UserError(bound.what, bound.mend);
      const known = bound.known.join(', ') || 'none';
      throw new UserError(`There is no agent '${bound.name}'.`, `Known agents: ${known}.`);
    },
  };
}

/** Under the id that the journal has: an engine that was killed in between puts it again, which puts nothing twice. */
function putStepTask({ home }: Project, config: Config, step: StepTask): string {
  const { key, idempotencyKey, agent, target, prompt, timeoutMs } = step;
  const delegation = delegationOf(process.env);
  if (!readTask(home, key.id)) countPut(home, [delegation], config.limits);
  const task = newTask({
    key,
    idempotencyKey,
    agent,
    target,
    isCommand: false,
    deadlineMinutes: timeoutMs === undefined ? config.deadlineMinutes : timeoutMs / 60_000,
    retries: agentConfigOf(config, agent)?.retries ?? config.retries,
    origin: 'run',
    ...delegation,
  });
  return putTask(home, task, prompt);
}

async function awaitEnd(project: Project, id: string, signal: AbortSignal): Promise<TaskEnd> {
  const task = readTask(project.home, id);
  if (!task) return failed(`task ${id} is gone`);
  const changes = new Changes();
  signal.addEventListener('abort', changes.poke);
  try {
    // An agent that was stopped before this wait is started for it; one that stops during it is not.
    const since: Task = { ...task, created_at: nowIso() };
    const asked = () => (signal.aborted ? 'left' : undefined);
    return endFrom(await awaitTask({ project, task: since, changes, asked }), project, task);
  } finally {
    signal.removeEventListener('abort', changes.poke);
  }
}

function endFrom(end: WaitEnd, { home }: Project, task: Task): TaskEnd {
  switch (end.kind) {
    case 'ended':
      markTaken(home, task.id);
      return fromMarker(home, end.done);
    case 'deadline': {
      const isTakenBack = cancelUnbegun(home, task);
      const what = isTakenBack
        ? 'it had not been begun'
        : `${agentOf(home, task)} goes on with task ${task.id}`;
      return { ...failed(`no answer in time; ${what}`), outcome: 'timed-out' };
    }
    case 'no-agent':
      cancelTask(home, task);
      return failed(`agent ${task.agent} was not started: ${end.reason}`);
    case 'left':
    case 'background':
      return { kind: 'left' };
    default:
      return end satisfies never;
  }
}

const fromMarker = (home: string, done: Done): TaskEnd => ({
  kind: 'ended',
  outcome: done.status,
  reason: done.reason,
  turnMs: done.duration_ms,
  result: readResult(home, done.task_id).toString('utf8'),
});

const failed = (reason: string) =>
  ({ kind: 'ended', outcome: 'failed', reason, turnMs: 0, result: '' }) as const;
