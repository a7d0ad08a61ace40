import { positive } from './values.ts';
import { JSON_FLAG, type Verb } from './verb.ts';

/** The agents and their windows. */
export const AGENT_VERBS: readonly Verb[] = [
  {
    name: 'up',
    does: 'start agents, all of them by default, and wait until they are ready',
    args: [['[names...]']],
    options: [['--timeout <seconds>', 'how long to wait for each', positive, 60], JSON_FLAG],
    load: async () => (await import('../up.ts')).up,
  },
  {
    name: 'down',
    does: 'end agents, all of them by default; their conversations are kept',
    args: [['[names...]']],
    options: [JSON_FLAG],
    load: async () => (await import('../down.ts')).down,
  },
  {
    name: 'status',
    does: 'show how the agents are',
    options: [['--watch', 'keep showing it until q'], JSON_FLAG],
    load: async () => (await import('../status/status.ts')).status,
  },
  {
    name: 'attach',
    does: "show an agent's window, starting the agent when it does not run",
    args: [['<name>']],
    load: async () => (await import('../attach.ts')).attach,
  },
  {
    name: 'logs',
    does: "print the end of an agent's log",
    args: [['<name>']],
    options: [
      ['-n, --lines <number>', 'how many lines', positive, 50],
      ['-f, --follow', 'go on as it grows, until Ctrl-C'],
    ],
    load: async () => (await import('../logs.ts')).logs,
  },
  {
    name: 'statusline',
    does: 'print one short line for a status bar: tmux, Claude Code',
    options: [['--tmux', "in tmux's own colours"]],
    load: async () => (await import('../statusline.ts')).statusline,
  },
];
