import { answerOf } from '../asking/answer.ts';
import { type Ask, leaveAsk, takeAsk, takenAsk } from '../asking/ask-file.ts';
import { writePromptFile } from '../asking/write-prompt-file.ts';
import { after } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { removeIfThere } from '../system/files.ts';
import type { Log } from '../system/log.ts';
import { ancestry, identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { readDone } from '../tasks/done-marker.ts';
import { markTaken } from '../tasks/taken.ts';

interface Waiting {
  readonly ask: Ask;
  readonly template: string;
  readonly door: ProcessIdentity;
}

/** By then the hook is up, and gives the answer itself. */
const FORGOTTEN_MS = 10_000;

/**
 * Answers key presses whose hooks are not up yet. A hook's Node, starting, takes the processor from the client that its
 * prompt goes to: told by `taken` (SIGUSR2), the front door puts it off for a moment, and until then `give` answers in its
 * place and lets the front door end (SIGUSR1). The hook takes the ask file first of all; whoever has that, answers.
 */
export class EarlyAnswers {
  readonly #home: string;
  readonly #log: Log;
  readonly #waiting = new Map<string, Waiting>();

  constructor(home: string, log: Log) {
    this.#home = home;
    this.#log = log;
  }

  /** The ask's task was put here; `template` is the answer's. */
  taken(ask: Ask, template: string): void {
    const { id } = ask.key;
    const door = frontDoor(ask.asker.pid);
    if (!door) return;
    this.#waiting.set(id, { ask, template, door });
    after(FORGOTTEN_MS, () => this.#waiting.delete(id));
    signalProcess(door.pid, 'SIGUSR2');
  }

  /** The task's done marker stands. What is not plainly done is left to the hook. Never throws. */
  give(taskId: string): void {
    const waiting = this.#waiting.get(taskId);
    if (!waiting) return;
    this.#waiting.delete(taskId);
    try {
      this.#give(taskId, waiting);
    } catch (error) {
      this.#log(`early answer to ${taskId}: ${explain(error)}`);
    }
  }

  #give(taskId: string, { ask, template, door }: Waiting): void {
    const done = readDone(this.#home, taskId);
    const answer = done?.status === 'done' ? answerOf(this.#home, done, template) : '';
    // An emptied file is not the same to every client.
    if (answer.length === 0 || !isRunning(door)) return;
    if (!takeAsk(ask.file, 'agent')) return;
    try {
      writePromptFile(ask.promptFile, answer);
    } catch (error) {
      leaveAsk(ask.file, 'agent');
      throw error;
    }
    markTaken(this.#home, taskId);
    signalProcess(door.pid, 'SIGUSR1');
    removeIfThere(takenAsk(ask.file, 'agent'));
  }
}

/** A pid in a file may be another process's by now, or one of another container's: a signal would end it. */
function frontDoor(pid: number): ProcessIdentity | undefined {
  const [commandLine] = ancestry(pid, 1);
  return commandLine?.includes('ctrlg-hook') ? identify(pid) : undefined;
}
