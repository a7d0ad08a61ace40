import { minutes } from '../duration.ts';
import { EXIT_CODE_HELP, RUN_EXIT_CODE_HELP } from '../exit-codes.ts';
import { gathered, priority, wholeNumber } from './values.ts';
import { JSON_FLAG, type Option, type Verb } from './verb.ts';

const ASKER: Verb['args'] = [
  ['<asker>', 'an agent, or a run of a workflow, or how its id begins'],
  ['[step]', 'of a run: the step that asks; needed when several do'],
];
const QUESTION_FLAG: Option = [
  '--question <id>',
  'only if the agent still asks this: question_id of status --json',
];

/** What is asked of agents, and what comes of it. */
export const TASK_VERBS: readonly Verb[] = [
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
    load: async () => (await import('../ask.ts')).ask,
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
    load: async () => (await import('../wait.ts')).wait,
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
    load: async () => (await import('../results.ts')).results,
  },
  {
    name: 'cancel',
    does: 'take a task back, or ask its agent to stop',
    args: [['<id>', 'a task, or how its id begins']],
    options: [JSON_FLAG],
    load: async () => (await import('../cancel.ts')).cancel,
  },
  {
    name: 'send',
    does: 'tell an agent something, in the middle of its turn where its client can take it, else after it',
    args: [['<agent>'], ['[text]', 'the message; standard input when it is - or left out']],
    options: [['--key <text>', 'sent twice under one key, it is told once'], JSON_FLAG],
    load: async () => (await import('../send.ts')).send,
  },
  {
    name: 'messages',
    does: 'list what agents were told with send, and what they said to it',
    args: [['[agent]']],
    options: [JSON_FLAG],
    load: async () => (await import('../messages.ts')).messages,
  },
  {
    name: 'approve',
    does: 'say yes to what an agent asks, or a workflow’s run',
    args: ASKER,
    options: [
      ['--no', 'the same as ctrlg deny'],
      ['--note <text>', 'a word on it, for a run: later steps can read it'],
      QUESTION_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import('../approve.ts')).approve,
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
    load: async () => (await import('../approve.ts')).deny,
  },
  {
    name: 'news',
    does: 'tell the chief that sits here, once, what has ended in the background',
    options: [
      ['--hook', 'asked by a hook of Claude Code: the event on stdin, the answer in its words'],
      JSON_FLAG,
    ],
    load: async () => (await import('../news.ts')).news,
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
    load: async () => (await import('../run/run.ts')).run,
  },
];
