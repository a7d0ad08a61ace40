import { join } from 'node:path';

/** Where things stand in a state folder. The protocol between the processes is these names: docs/protocol.md. */

/** The files of one agent. */
export interface AgentPlaces {
  readonly folder: string;
  readonly status: string;
  /** One file per client event, written by `ctrlg-event`. */
  readonly events: string;
  /** One empty file per task put for this agent that its wrapper has not entered yet. */
  readonly inbox: string;
  readonly deliver: string;
  /** One file per question that a script of ours waits to have answered; without its file it waits no more. */
  readonly questions: string;
  /** One file per answer to a question, from afar; the first one counts. */
  readonly answers: string;
  /** The answers that were handed to the client. */
  readonly answered: string;
  /** Messages that the client's hook may hand over in mid-turn, the one that it does hand over, and those that it has. */
  readonly messages: Readonly<Record<'offered' | 'handed' | 'told', string>>;
  readonly log: string;
}

export function agentPlaces(home: string, agent: string): AgentPlaces {
  // No `join` here, which takes 3 µs: 200 agents would take 4 ms.
  const folder = `${home}/agents/${agent}`;
  return {
    folder,
    status: `${folder}/status.json`,
    events: `${folder}/events`,
    inbox: `${folder}/inbox`,
    deliver: `${folder}/deliver`,
    questions: `${folder}/questions`,
    answers: `${folder}/answers`,
    answered: `${folder}/answered`,
    messages: {
      offered: `${folder}/messages/offered`,
      handed: `${folder}/messages/handed`,
      told: `${folder}/messages/told`,
    },
    log: `${folder}/log`,
  };
}

/** The files of one task. */
export interface TaskPlaces {
  readonly folder: string;
  readonly prompt: string;
  readonly task: string;
  /** What its prompt shares with others of one prompt file; only where there is some. */
  readonly context: string;
  readonly result: string;
  /** Written last: when it is there, everything else is readable. */
  readonly done: string;
}

export function taskPlaces(home: string, id: string): TaskPlaces {
  const folder = join(home, 'tasks', id);
  return {
    folder,
    prompt: join(folder, 'prompt.md'),
    task: join(folder, 'task.json'),
    context: join(folder, 'context.md'),
    result: join(folder, 'result.md'),
    done: join(folder, '.done'),
  };
}

export const databaseFile = (home: string): string => join(home, 'ctrlg.db');
/** The full-text index: made of the other files, and made again where it is missing. */
export const searchFile = (home: string): string => join(home, 'search.db');
/** When old tasks were cleared away last: its time of writing. */
export const clearedFile = (home: string): string => join(home, 'cleared');
export const agentsFolder = (home: string): string => join(home, 'agents');
/** Key presses that the hook's front door has told of: see asking/ask-file.ts. */
export const asksFolder = (home: string): string => join(home, 'asks');
/** One link per idempotency key, to the first task that was put with it. */
export const keysFolder = (home: string): string => join(home, 'keys');
/** One file per minute of the clock, with a byte for each task put in it. */
export const minutesFolder = (home: string): string => join(home, 'minutes');
export const tasksFolder = (home: string): string => join(home, 'tasks');

export const CONFIG_NAME = 'ctrlg.config.json';
