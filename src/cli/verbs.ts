import { InvalidArgumentError } from 'commander';
import type { OutcomeKind } from '../tasks/task.ts';
import { minutes } from './duration.ts';
import { EXIT_CODE_HELP, RUN_EXIT_CODE_HELP, SELFTEST_EXIT_CODE_HELP } from './exit-codes.ts';
import { sinceMoment, timeSpan, untilMoment } from './moment.ts';

type Option = readonly [
  flags: string,
  does: string,
  parse?: (text: string, before: unknown) => unknown,
  byDefault?: unknown,
];

/** One verb of `ctrlg`: names, flags and help, and where its code is. It is called with its arguments and its options. */
export interface Verb {
  readonly name: string;
  readonly does: string;
  readonly args?: readonly (readonly [name: string, does?: string])[];
  readonly options?: readonly Option[];
  readonly moreHelp?: string;
  load(): Promise<(...parts: never[]) => number | Promise<number>>;
}

const JSON_FLAG: Option = ['--json', 'print JSON, also for errors'];

const ASKER: Verb['args'] = [
  ['<asker>', 'an agent, or a run of a workflow, or how its id begins'],
  ['[step]', 'of a run: the step that asks; needed when several do'],
];
const QUESTION_FLAG: Option = [
  '--question <id>',
  'only if the agent still asks this: question_id of status --json',
];
const AGENT_FLAG: Option = ['--agent <name>', 'only tasks of this agent'];
const PERIOD_FLAGS: readonly Option[] = [
  ['--since <time>', 'asked since: today, yesterday, 2d, 12h, 2026-11-21, 2026-11-21T10:00', sinceMoment],
  ['--until <time>', 'asked until; a day is meant to its end', untilMoment],
];

export const VERBS: readonly Verb[] = [
  {
    name: 'init',
    does: 'write a commented ctrlg.config.json',
    options: [['--force', 'replace the one that is there; a backup is kept beside it'], JSON_FLAG],
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'setup',
    does: 'make Ctrl-G open ctrlg in the clients that are installed: claude, codex, gemini, opencode',
    args: [['[clients...]']],
    options: [
      ['--print', 'show what would change; change nothing'],
      ['--undo', 'put back what stood there before'],
      JSON_FLAG,
    ],
    load: async () => (await import('./setup/setup.ts')).setup,
  },
  {
    name: 'up',
    does: 'start agents, all of them by default, and wait until they are ready',
    args: [['[names...]']],
    options: [['--timeout <seconds>', 'how long to wait for each', positive, 60], JSON_FLAG],
    load: async () => (await import('./up.ts')).up,
  },
  {
    name: 'down',
    does: 'end agents, all of them by default; their conversations are kept',
    args: [['[names...]']],
    options: [JSON_FLAG],
    load: async () => (await import('./down.ts')).down,
  },
  {
    name: 'status',
    does: 'show how the agents are',
    options: [['--watch', 'keep showing it until q'], JSON_FLAG],
    load: async () => (await import('./status/status.ts')).status,
  },
  {
    name: 'ask',
    does: 'give a task to an agent and print its result',
    args: [
      ['<name>', 'an agent, or auto'],
      ['[text]', 'the prompt; standard input when it is - or left out'],
    ],
    options: [
      ['--timeout <time>', 'how long to wait: minutes, or 90s, 2h (default: deadlineMinutes)', minutes],
      ['--command', 'the text is a command for the client itself, such as /compact'],
      ['--background', 'print the id of the task and wait for nothing'],
      ['--priority <priority>', 'high, normal or low', priority],
      ['--after <id>', 'begin when this task is done; can be given again', gathered],
      ['--retries <number>', 'how often it is tried again after a passing failure', wholeNumber],
      ['--key <text>', 'asked twice under one key, the task is put once, and the first one answers'],
      JSON_FLAG,
    ],
    moreHelp: EXIT_CODE_HELP,
    load: async () => (await import('./ask.ts')).ask,
  },
  {
    name: 'run',
    does: 'run a workflow: steps, agents and commands in a graph',
    args: [['[workflow]', 'its name, or its file']],
    options: [
      ['--input <text>', 'what it is about; standard input when it is -'],
      ['--graph', 'draw it as a Mermaid flowchart; run nothing'],
      ['--detach', 'run it in the background; its end is told here'],
      ['--list', 'list the runs'],
      ['--resume <run>', 'go on with a run whose engine was left or killed'],
      ['--cancel <run>', 'stop what a run has going, and end it'],
      JSON_FLAG,
    ],
    moreHelp: RUN_EXIT_CODE_HELP,
    load: async () => (await import('./run/run.ts')).run,
  },
  {
    name: 'approve',
    does: 'say yes to what an agent asks, or a workflow’s run',
    args: ASKER,
    options: [
      ['--no', 'the same as ctrlg deny'],
      ['--note <text>', 'a word on it; later steps of a run can read it'],
      QUESTION_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import('./approve.ts')).approve,
  },
  {
    name: 'deny',
    does: 'say no to what an agent asks, or a workflow’s run',
    args: ASKER,
    options: [
      ['--note <text>', 'a word on it: the agent is told, a run ends with it'],
      QUESTION_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import('./approve.ts')).deny,
  },
  {
    name: 'attach',
    does: "show an agent's window, starting the agent when it does not run",
    args: [['<name>']],
    load: async () => (await import('./attach.ts')).attach,
  },
  {
    name: 'results',
    does: 'list the tasks, or print the result of one',
    args: [['[id]', 'a task, or how its id begins']],
    options: [
      ['--all', 'all of them, not only the 20 newest'],
      ['--waiting', 'only results that nobody has taken'],
      ['--agent <name>', 'only tasks of this agent'],
      ['--search <text>', 'only ended tasks whose prompt or result holds these words'],
      ['--attach <id>', 'wait for a task that runs, with the waiting view, and print its result'],
      JSON_FLAG,
    ],
    moreHelp: EXIT_CODE_HELP,
    load: async () => (await import('./results.ts')).results,
  },
  {
    name: 'wait',
    does: 'wait until tasks have ended',
    args: [['<ids...>', 'tasks, or how their ids begin']],
    options: [
      ['--all', 'until all of them have ended (the default)'],
      ['--any', 'until the first of them has ended'],
      [
        '--timeout <time>',
        'how long to wait, such as 90s, 10m or 2h (default: as long as it takes)',
        minutes,
      ],
      JSON_FLAG,
    ],
    moreHelp: EXIT_CODE_HELP,
    load: async () => (await import('./wait.ts')).wait,
  },
  {
    name: 'history',
    does: 'show what was asked and what came of it; search it; clear it',
    args: [['[words...]', 'words to find in prompts and results, or the id of a task to show whole']],
    options: [
      AGENT_FLAG,
      ['--outcome <outcome>', 'only these: done, failed, cancelled, timed-out or agent-gone', outcome],
      ...PERIOD_FLAGS,
      ['--limit <number>', 'at most so many', (text) => Math.ceil(positive(text)), 20],
      ['--clear-older <time>', 'tell which tasks ended longer ago than 30d, 12h…, to remove them', timeSpan],
      ['--yes', 'with --clear-older: remove them'],
      JSON_FLAG,
    ],
    load: async () => (await import('./history/history.ts')).history,
  },
  {
    name: 'tree',
    does: 'who asked whom: tasks that agents put in their turns; with an id the tree that holds it',
    args: [['[id]']],
    options: [
      ['--since <time>', 'asked since: today, yesterday, 2d, 12h, 2026-11-21, 2026-11-21T10:00', sinceMoment],
      ['--limit <n>', 'how many trees', positive, 20],
      ['--all', 'also tasks that nothing was put in'],
      JSON_FLAG,
    ],
    load: async () => (await import('./tree/tree.ts')).tree,
  },
  {
    name: 'stats',
    does: 'add up tasks, outcomes, turns, waits, tokens and cost',
    options: [AGENT_FLAG, ...PERIOD_FLAGS, JSON_FLAG],
    load: async () => (await import('./stats/stats.ts')).stats,
  },
  {
    name: 'news',
    does: 'tell the chief that sits here, once, what has ended in the background',
    options: [
      ['--hook', 'asked by a hook of Claude Code: the event on stdin, the answer in its words'],
      JSON_FLAG,
    ],
    load: async () => (await import('./news.ts')).news,
  },
  {
    name: 'statusline',
    does: 'print one short line for a status bar: tmux, Claude Code',
    options: [['--tmux', "in tmux's own colours"]],
    load: async () => (await import('./statusline.ts')).statusline,
  },
  {
    name: 'cancel',
    does: 'take a task back, or ask its agent to stop',
    args: [['<id>', 'a task, or how its id begins']],
    options: [JSON_FLAG],
    load: async () => (await import('./cancel.ts')).cancel,
  },
  {
    name: 'logs',
    does: "print the end of an agent's log",
    args: [['<name>']],
    options: [
      ['-n, --lines <number>', 'how many lines', positive, 50],
      ['-f, --follow', 'go on as it grows, until Ctrl-C'],
    ],
    load: async () => (await import('./logs.ts')).logs,
  },
  {
    name: 'mcp',
    does: 'serve a chief’s client with tools over MCP, on standard input and output',
    load: async () => (await import('./mcp.ts')).mcp,
  },
  {
    name: 'doctor',
    does: 'check everything, and say how to mend what is wrong',
    options: [JSON_FLAG],
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  {
    name: 'selftest',
    does: 'try what ctrlg rests on with the installed clients: no key, no network, a minute each',
    args: [['[clients...]', 'which ones; all that are installed by default']],
    options: [
      ['--program <path>', "the client's program, where it is not the one in PATH"],
      ['--timeout <seconds>', 'how long one thing may take', positive, 30],
      ['--as <side>', 'only as a chief, or only as an agent', side],
      ['--keep', 'leave the private folder where it is, to look into'],
      ['--list', 'list the clients that can be tried, and the releases that ctrlg was tested with'],
      JSON_FLAG,
    ],
    moreHelp: SELFTEST_EXIT_CODE_HELP,
    load: async () => (await import('./selftest/selftest.ts')).selftest,
  },
];

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number))
    throw new InvalidArgumentError('A number above 0 is expected.');
  return number;
}

function outcome(text: string): OutcomeKind {
  const kinds: readonly OutcomeKind[] = ['done', 'failed', 'cancelled', 'timed-out', 'agent-gone'];
  const kind = kinds.find((one) => one === text);
  if (!kind) throw new InvalidArgumentError(`One of ${kinds.join(', ')} is expected.`);
  return kind;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 to 99 is expected.');
  return Number(text);
}

function priority(text: string): string {
  if (!['high', 'normal', 'low'].includes(text))
    throw new InvalidArgumentError('high, normal or low is expected.');
  return text;
}

function side(text: string): string {
  if (!['chief', 'agent'].includes(text)) throw new InvalidArgumentError('chief or agent is expected.');
  return text;
}

function gathered(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before : []), text];
}
