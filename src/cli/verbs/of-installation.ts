import { SELFTEST_EXIT_CODE_HELP } from '../exit-codes.ts';
import { positive, side } from './values.ts';
import { JSON_FLAG, type Verb } from './verb.ts';

/** What makes ctrlg work here. */
export const INSTALLATION_VERBS: readonly Verb[] = [
  {
    name: 'init',
    does: 'write a commented ctrlg.config.json',
    options: [['--force', 'replace the one that is there; a backup is kept beside it'], JSON_FLAG],
    load: async () => (await import('../init.ts')).init,
  },
  {
    name: 'setup',
    does: 'make Ctrl-G open ctrlg, and give the model tools, in the clients that are installed: claude, codex, gemini, opencode',
    args: [['[clients...]']],
    options: [
      ['--print', 'show what would change; change nothing'],
      ['--undo', 'put back what stood there before'],
      ['--no-mcp', 'leave the tools for the model out (docs/mcp.md)'],
      JSON_FLAG,
    ],
    load: async () => (await import('../setup/setup.ts')).setup,
  },
  {
    name: 'doctor',
    does: 'check everything, and say how to mend what is wrong',
    options: [JSON_FLAG],
    load: async () => (await import('../doctor/doctor.ts')).doctor,
  },
  {
    name: 'selftest',
    does: 'try what ctrlg rests on with the installed clients: no key, no network, one to three minutes each',
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
    load: async () => (await import('../selftest/selftest.ts')).selftest,
  },
  {
    name: 'mcp',
    does: 'serve a chief’s client with tools over MCP, on standard input and output',
    options: [['--channel', 'tell of tasks that end in the background by Claude Code’s channels']],
    load: async () => (await import('../mcp.ts')).mcp,
  },
];
