import { parseArgs } from 'node:util';
import { explain, UserError } from '../system/errors.ts';

export interface Options {
  readonly engine: 'scripted' | 'command';
  readonly title: string;
  readonly script: string | undefined;
  readonly conversations: string | undefined;
  /** The id for a new conversation; a random one when undefined. */
  readonly conversation: string | undefined;
  readonly resume: string | undefined;
  readonly sessionFile: string | undefined;
  /** The program of the command engine with its arguments. */
  readonly argv: readonly string[];
}

export const USAGE = `terminal-client --engine scripted [--script FILE] [options]
terminal-client --engine command [options] -- PROGRAM [ARGUMENT...]

  --title TEXT          what the banner says
  --conversations DIR   where conversations and results are kept
  --conversation ID     the id for a new conversation
  --resume ID           go on with a conversation
  --session-file FILE   a JSON file that tells what this client is doing`;

/** Throws a UserError for a command line that makes no sense. */
export function readOptions(argv: string[]): Options {
  const { values, positionals } = parse(argv);
  const { engine, resume, conversation, script } = values;
  if (engine !== 'scripted' && engine !== 'command') throw wrong('--engine must be scripted or command.');
  if (engine === 'command' && positionals.length === 0)
    throw wrong('--engine command needs a program after --.');
  if (engine === 'scripted' && positionals.length > 0) throw wrong('--engine scripted takes no program.');
  if (engine === 'command' && script) throw wrong('--script is for --engine scripted.');
  if (resume && conversation) throw wrong('--resume and --conversation exclude each other.');
  return {
    engine,
    title: values.title ?? 'terminal client',
    script,
    conversations: values.conversations,
    conversation,
    resume,
    sessionFile: values['session-file'],
    argv: positionals,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        engine: text,
        title: text,
        script: text,
        conversations: text,
        conversation: text,
        resume: text,
        'session-file': text,
      },
    });
  } catch (error) {
    throw wrong(explain(error));
  }
}

const wrong = (what: string): UserError => new UserError(what, `\n\n${USAGE}`);
