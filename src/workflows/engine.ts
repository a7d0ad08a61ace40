import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { Changes } from '../system/changes.ts';
import { nowMs } from '../system/clock.ts';
import { DiskFullError, explain, UserError } from '../system/errors.ts';
import { watchFolders } from '../system/watch.ts';
import { newTaskKey } from '../tasks/task-key.ts';
import { answerTo, isCancelAsked } from './asked.ts';
import { runCommand, stopCommand } from './command.ts';
import { decide } from './decide.ts';
import { appendEvent } from './journal.ts';
import { attemptVariables } from './next-attempt.ts';
import type { AttemptEnd, AttemptKey, NewRunEvent, RunEvent } from './run-events.ts';
import { attemptName, type RunPlaces } from './run-places.ts';
import { type Attempt, openAttempts, type RunState, withEvent } from './run-state.ts';
import type { AgentChooser, StepTask, TaskEnd, TaskPort } from './task-port.ts';
import { type Step, stepOf, type Workflow } from './workflow.ts';

export interface EngineParts {
  readonly id: string;
  readonly places: RunPlaces;
  readonly workflow: Workflow;
  /** Where commands run. */
  readonly projectFolder: string;
  readonly tasks: TaskPort;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent, run: RunState) => void;
}

/** What an attempt is to do, with its templates filled in. */
type FilledWork = { readonly prompt: string } | { readonly argv: readonly string[] };

/** Drives one run from where it stands: decides, writes down, begins what is to be begun, waits, decides again. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #changes = new Changes();
  readonly #attended = new Set<string>();
  /** Ends the waits that are still going on when the run is over. */
  readonly #over = new AbortController();
  readonly #left: AbortSignal;
  #run: RunState;
  #decidedOn: RunState | undefined;
  #fault: { readonly error: unknown } | undefined;

  constructor(parts: EngineParts, run: RunState) {
    this.#parts = parts;
    this.#run = run;
    this.#left = AbortSignal.any([parts.signal, this.#over.signal]);
    // Every attempt listens; Node takes many listeners for a leak and prints that over the run's lines.
    setMaxListeners(0, this.#left);
  }

  /** Returns where the run stands when it has ended, or when the signal told to leave it. */
  async drive(): Promise<RunState> {
    const { places, signal } = this.#parts;
    const watch = await watchFolders([places.asked], this.#changes.poke);
    signal.addEventListener('abort', this.#changes.poke);
    try {
      while (!this.#run.end && !signal.aborted) {
        await this.#takeAsked();
        await this.#somethingNew(await this.#advance());
        if (this.#fault) throw this.#fault.error;
      }
      return this.#run;
    } finally {
      this.#over.abort();
      signal.removeEventListener('abort', this.#changes.poke);
      watch.close();
    }
  }

  /** Writes down what follows from where the run stands, and begins it; when time alone makes the next difference. */
  async #advance(): Promise<number | undefined> {
    // What happens from here on is to be decided on again, also what happens before this is through.
    this.#decidedOn = this.#run;
    const { facts, attempts, wakeAtMs } = decide(this.#parts.workflow, this.#run, nowMs());
    for (const fact of facts) this.#append(fact);
    const chooser = this.#parts.tasks.chooser();
    for (const key of attempts) await this.#begin(key, chooser);
    for (const attempt of openAttempts(this.#run)) this.#attend(attempt);
    return wakeAtMs;
  }

  async #somethingNew(wakeAtMs: number | undefined): Promise<void> {
    const { places, signal } = this.#parts;
    const isNew = () =>
      this.#run !== this.#decidedOn ||
      this.#fault !== undefined ||
      signal.aborted ||
      this.#newAnswers().length > 0 ||
      (isCancelAsked(places) && !this.#run.isCancelAsked);
    await this.#changes.until(isNew, wakeAtMs === undefined ? undefined : Math.max(0, wakeAtMs - nowMs()));
  }

  async #takeAsked(): Promise<void> {
    for (const { step, answer } of this.#newAnswers()) this.#append({ kind: 'answered', step, ...answer });
    if (!isCancelAsked(this.#parts.places) || this.#run.isCancelAsked) return;
    // First the work, then the word: an engine that is killed in between asks once more.
    await Promise.all(openAttempts(this.#run).map((attempt) => this.#stop(attempt)));
    this.#append({ kind: 'cancel-asked' });
  }

  #newAnswers() {
    return [...this.#run.steps].flatMap(([step, { question, answer, end }]) => {
      const given = question && !answer && !end ? answerTo(this.#parts.places, step) : undefined;
      return given ? [{ step, answer: given }] : [];
    });
  }

  async #stop({ task, ...key }: Attempt): Promise<void> {
    if (task === null) await stopCommand(this.#commandFolder(key));
    else this.#parts.tasks.cancel(task);
  }

  /** Writes an attempt down before anything of it is done: whoever goes on finds it, and does it once. */
  async #begin(key: AttemptKey, chooser: AgentChooser): Promise<void> {
    const step = stepOf(this.#parts.workflow, key.step);
    try {
      const work = this.#fill(step, key);
      const toAgent = step.work.kind === 'ask' && 'prompt' in work;
      const agent = toAgent ? await chooser.choose(step.work.target, work.prompt) : null;
      this.#append({ kind: 'attempt', ...key, task: toAgent ? newTaskKey().id : null, agent });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#append({ kind: 'step-ended', step: key.step, outcome: 'failed', reason: explain(error) });
    }
  }

  #fill({ work, ...step }: Step, key: AttemptKey): FilledWork {
    const variables = attemptVariables({ step: { work, ...step }, run: this.#run, item: key.item }, key);
    if (work.kind === 'ask') return { prompt: work.prompt.render(variables) };
    return { argv: work.kind === 'run' ? work.argv.map((word) => word.render(variables)) : [] };
  }

  /** Sees an attempt to its end, unless it is being seen to already. */
  #attend(attempt: Attempt): void {
    const name = attemptName(attempt);
    if (this.#attended.has(name)) return;
    this.#attended.add(name);
    this.#attempted(attempt).then(
      (end) => {
        if (end) this.#append({ kind: 'attempt-ended', ...keyOf(attempt), ...end });
        this.#changes.poke();
      },
      (error) => this.#fail(error),
    );
  }

  /** Its end; undefined when the wait for it was left. */
  async #attempted(attempt: Attempt): Promise<AttemptEnd | undefined> {
    const step = stepOf(this.#parts.workflow, attempt.step);
    const work = this.#fill(step, attempt);
    if ('argv' in work) return this.#command(step, attempt, work.argv);
    return this.#task(step, attempt, work.prompt);
  }

  #command(step: Step, attempt: Attempt, argv: readonly string[]): Promise<AttemptEnd | undefined> {
    const { projectFolder, id } = this.#parts;
    const item = this.#run.steps.get(step.name)?.items?.[attempt.item - 1];
    return runCommand(
      {
        folder: this.#commandFolder(attempt),
        argv,
        cwd: projectFolder,
        env: commandEnv({ run: id, input: this.#run.input, item }),
        beganAt: attempt.beganAt,
        timeoutMs: step.timeoutMs,
      },
      this.#left,
    );
  }

  async #task(step: Step, attempt: Attempt, prompt: string): Promise<AttemptEnd | undefined> {
    const { id } = this.#parts;
    const { task, agent } = attempt;
    if (task === null || agent === null || step.work.kind !== 'ask')
      throw new Error(`The journal of run ${id} says nothing of the task of ${attemptName(attempt)}.`);
    const { target } = step.work;
    const end = await this.#putAndAwait({
      key: { id: task, atMs: attempt.beganAt },
      idempotencyKey: `workflow:${id}:${step.name}:${attempt.item}.${attempt.round}.${attempt.attempt}`,
      target,
      agent,
      prompt,
      timeoutMs: step.timeoutMs,
    });
    if (end.kind === 'left') return undefined;
    const { outcome, reason, turnMs, result } = end;
    return { outcome, reason, turnMs, result, exitCode: null };
  }

  async #putAndAwait(task: StepTask): Promise<TaskEnd> {
    const { tasks } = this.#parts;
    let id: string;
    try {
      id = tasks.put(task);
    } catch (error) {
      // A limit of the project is this step's trouble; a full disk is the engine's, which goes on later.
      if (!(error instanceof UserError) || error instanceof DiskFullError) throw error;
      return { kind: 'ended', outcome: 'failed', reason: explain(error), turnMs: 0, result: '' };
    }
    return tasks.await(id, this.#left);
  }

  #commandFolder(key: AttemptKey): string {
    return join(this.#parts.places.commands, attemptName(key));
  }

  #append(event: NewRunEvent): void {
    // An engine that was told to leave writes no more: another one may hold the run by now.
    if (this.#left.aborted) return;
    try {
      const written = appendEvent(this.#parts.places, event);
      this.#run = withEvent(this.#run, written);
      this.#parts.onEvent(written, this.#run);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What the run's journal or a terminal would not take ends the engine, not the run. */
  #fail(error: unknown): void {
    this.#fault ??= { error };
    this.#changes.poke();
  }
}

const keyOf = ({ step, item, round, attempt }: Attempt): AttemptKey => ({ step, item, round, attempt });

/** The longest value that Linux takes in an environment is 128 KB. */
const MOST_CHARACTERS = 30_000;

function commandEnv({ run, input, item }: { run: string; input: string; item: unknown }) {
  const spoken = typeof item === 'string' ? item : JSON.stringify(item ?? '');
  const certificates = process.env.CTRLG_NODE_EXTRA_CA_CERTS;
  return {
    CTRLG_RUN: run,
    ...(input.length <= MOST_CHARACTERS ? { CTRLG_INPUT: input } : {}),
    ...(item !== undefined && spoken.length <= MOST_CHARACTERS ? { CTRLG_ITEM: spoken } : {}),
    ...(certificates ? { NODE_EXTRA_CA_CERTS: certificates } : {}),
  };
}
