import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Argument, Command, CommanderError } from 'commander';
import { packageFolder } from '../project/package.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { print } from './output.ts';
import { reportFault } from './report-fault.ts';
import { UsageError } from './usage-error.ts';
import type { Verb } from './verbs/verb.ts';
import { VERBS } from './verbs/verbs.ts';

/** Runs one command line and returns the exit code; every fault has been told then. */
export async function runProgram(argv: string[]): Promise<number> {
  let code: number = EXIT_CODES.done;
  const program = newProgram();
  for (const verb of VERBS) addVerb(program, verb, (end) => (code = end));
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFault(error, isJsonAsked(argv));
    if (error.exitCode === 0) return EXIT_CODES.done;
    return reportFault(asUsageError(error, argv), isJsonAsked(argv));
  }
}

const newProgram = (): Command =>
  new Command('ctrlg')
    .description('Persistent agents behind Ctrl-G: hands the prompt you are writing to an agent in tmux.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {} })
    .configureHelp({
      subcommandTerm: (verb) => [verb.name(), ...verb.registeredArguments.map(term)].join(' '),
    })
    .helpCommand(false);

function addVerb(program: Command, verb: Verb, ended: (code: number) => void): void {
  const command = program.command(verb.name).description(verb.does);
  for (const [name, does] of verb.args ?? []) command.argument(name, does);
  for (const [flags, does, parse, byDefault] of verb.options ?? []) {
    if (parse) command.option(flags, does, parse, byDefault);
    else command.option(flags, does);
  }
  if (verb.moreHelp) command.addHelpText('after', verb.moreHelp);
  command.action(async (...parts) => {
    const run = await verb.load();
    ended(await run(...(parts as never[])));
  });
}

function term(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The build puts the version in; the sources have their package.json. */
function version(): string {
  return (
    process.env.CTRLG_VERSION ?? JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version
  );
}

function isJsonAsked(argv: string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}

/** commander's words, with its suggestion as the mend. */
function asUsageError({ message }: CommanderError, argv: string[]): UsageError {
  const [what = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  const isVerb = VERBS.some(({ name }) => name === argv[0]);
  const help = `See: ctrlg ${isVerb ? `${argv[0]} ` : ''}--help`;
  return new UsageError(what.replace(/\.?$/, '.'), `${suggestion} ${help}`.trim());
}
