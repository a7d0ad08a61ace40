import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Rig, repository } from '../support/rig.ts';
import type { Random } from './random.ts';
import { type Manner, NAMES, newToken } from './team.ts';

/** One task that is asked for. */
export interface Asked {
  readonly token: string;
  readonly agent: string;
  readonly manner: Manner;
  readonly isBackground: boolean;
  readonly hasTimeout: boolean;
  /** The tokens of the tasks that must be done first: all of one agent that stand above. */
  readonly after: readonly string[];
}

/** One key press, or one `ctrlg ask`, with all the tasks of its prompt. */
export interface Ask {
  readonly kind: 'hook' | 'ask' | 'ask in the background';
  readonly prompt: string;
  readonly tasks: readonly Asked[];
}

/** What became of the process that asked. */
export interface AskEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What stands in the prompt file, or came on standard output. */
  readonly text: string;
}

export interface RunningAsk {
  readonly ask: Ask;
  readonly pid: number;
  readonly startedMs: number;
  wasKilled: boolean;
  end: AskEnd | undefined;
  readonly ended: Promise<AskEnd>;
}

/** What is asked in a fault run, in its order: so many tasks, some of them alone, some several in one prompt. */
export function planAsks(random: Random, count: number): Ask[] {
  const asks: Ask[] = [];
  for (let made = 0; made < count; made += asks.at(-1)!.tasks.length) {
    asks.push(planAsk(random, made, count - made));
  }
  return asks;
}

function planAsk(random: Random, first: number, most: number): Ask {
  const kind = random.weighted({ single: 35, several: 45, ask: 8, background: 12 });
  if (kind === 'several' && most > 1) return planSeveral(random, first, Math.min(most, random.int(2, 5)));
  const task = planTask(random, newToken(first), []);
  if (kind === 'ask' || kind === 'background') {
    const isBackground = kind === 'background';
    return {
      kind: isBackground ? 'ask in the background' : 'ask',
      prompt: textOf(task),
      tasks: [{ ...task, isBackground, hasTimeout: false }],
    };
  }
  return { kind: 'hook', prompt: blockOf(task, []), tasks: [task] };
}

function planSeveral(random: Random, first: number, count: number): Ask {
  const tasks: Asked[] = [];
  for (let n = first; n < first + count; n += 1) tasks.push(planTask(random, newToken(n), tasks));
  const context = random.chance(30) ? 'What all of them should know.\n\n' : '';
  return { kind: 'hook', prompt: context + tasks.map((task) => blockOf(task, tasks)).join('\n'), tasks };
}

function planTask(random: Random, token: string, before: readonly Asked[]): Asked {
  const first = before.length > 0 && random.chance(25) ? random.pick(before) : undefined;
  return {
    token,
    agent: random.pick(NAMES),
    manner: random.weighted({ plain: 82, broken: 4, busy: 8, cut: 6 }),
    isBackground: random.chance(15),
    hasTimeout: random.chance(3),
    after: before.filter(({ agent }) => agent === first?.agent).map(({ token }) => token),
  };
}

/** What the agent reads, apart from the context. */
export const textOf = ({ token, agent, manner }: Asked): string =>
  `${token} ${manner}${agent === 'slow' ? ' slowly' : ''}, "quoted" & $plain`;

function blockOf(task: Asked, all: readonly Asked[]): string {
  const first = all.find(({ token }) => task.after.includes(token));
  const options = [...(first ? [`after=${first.agent}`] : []), ...(task.hasTimeout ? ['timeout=4s'] : [])];
  const written = options.length > 0 ? `(${options.join(', ')})` : '';
  return `@${task.agent}${written}${task.isBackground ? '&' : ''} ${textOf(task)}`;
}

/** Starts the process that asks, as a person's client or shell would. */
export function startAsk(rig: Rig, ask: Ask): RunningAsk {
  const started = ask.kind === 'hook' ? startHook(rig, ask) : startCtrlg(rig, ask);
  const running: RunningAsk = { ask, startedMs: Date.now(), wasKilled: false, end: undefined, ...started };
  running.ended.then((end) => {
    running.end = end;
  });
  return running;
}

type Started = Pick<RunningAsk, 'pid' | 'ended'>;

function startHook(rig: Rig, { prompt }: Ask): Started {
  const { pid, answer, file } = rig.hook(prompt);
  return {
    pid,
    ended: answer.then(({ code }) => ({ code, signal: null, text: readFileSync(file, 'utf8') })),
  };
}

function startCtrlg(rig: Rig, { kind, prompt, tasks }: Ask): Started {
  const options = kind === 'ask' ? [] : ['--background'];
  const child = spawn(join(repository, 'bin/ctrlg'), ['ask', ...options, tasks[0]!.agent, prompt], {
    cwd: rig.project,
    env: rig.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  child.stderr.on('data', (bytes) => (text += bytes));
  const ended = new Promise<AskEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, text }));
  });
  return { pid: child.pid!, ended };
}
