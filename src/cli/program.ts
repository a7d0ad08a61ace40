import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { packageFolder } from '../project/package.ts';
import { EXIT_CODE_HELP, EXIT_CODES } from './exit-codes.ts';
import { print } from './output.ts';
import { reportFault } from './report-fault.ts';
import { UsageError } from './usage-error.ts';

type Verb = (...parts: never[]) => number | Promise<number>;

/** Names, flags and help; each verb's code is loaded when it is called. Returns the exit code. */
export async function runProgram(argv: string[]): Promise<number> {
  let code: number = EXIT_CODES.done;
  const program = describe((load) => async (...parts: unknown[]) => {
    const verb = (await load()) as (...all: unknown[]) => number | Promise<number>;
    code = await verb(...parts);
  });
  if (argv.length === 0) {
    program.outputHelp();
    return code;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
    const isUsage = error instanceof CommanderError;
    return reportFault(isUsage ? asUsageError(error, program, argv) : error, isJsonAsked(argv));
  }
}

function isJsonAsked(argv: string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}

function describe(lazily: (load: () => Promise<Verb>) => (...parts: unknown[]) => Promise<void>): Command {
  const program = new Command('ctrlg')
    .description('Persistent agents behind Ctrl-G: hands the prompt you are writing to an agent in tmux.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {} })
    .configureHelp({
      subcommandTerm: (verb) => [verb.name(), ...verb.registeredArguments.map(argumentTerm)].join(' '),
    })
    .helpCommand(false);
  const json = '--json';
  const asJson = 'print JSON, also for errors';

  program
    .command('init')
    .description('write a commented ctrlg.config.json')
    .option('--force', 'replace the one that is there; a backup is kept beside it')
    .option(json, asJson)
    .action(lazily(async () => (await import('./init.ts')).init));
  program
    .command('setup')
    .description('make Ctrl-G in Claude Code open ctrlg')
    .option('--print', 'show what would change, and the lines for other clients; change nothing')
    .option('--undo', 'put back what stood there before')
    .option(json, asJson)
    .action(lazily(async () => (await import('./setup/setup.ts')).setup));
  program
    .command('up')
    .description('start agents, all of them by default, and wait until they are ready')
    .argument('[names...]')
    .option('--timeout <seconds>', 'how long to wait for each', positive, 60)
    .option(json, asJson)
    .action(lazily(async () => (await import('./up.ts')).up));
  program
    .command('down')
    .description('end agents, all of them by default; their conversations are kept')
    .argument('[names...]')
    .option(json, asJson)
    .action(lazily(async () => (await import('./down.ts')).down));
  program
    .command('status')
    .description('show how the agents are')
    .option('--watch', 'keep showing it until q')
    .option(json, asJson)
    .action(lazily(async () => (await import('./status/status.ts')).status));
  program
    .command('ask')
    .description('give a task to an agent and print its result')
    .argument('<name>', 'an agent, or auto')
    .argument('[text]', 'the prompt; standard input when it is - or left out')
    .option('--timeout <minutes>', 'how long to wait (default: deadlineMinutes of the config)', positive)
    .option('--command', 'the text is a command for the client itself, such as /compact')
    .option(json, asJson)
    .addHelpText('after', EXIT_CODE_HELP)
    .action(lazily(async () => (await import('./ask.ts')).ask));
  program
    .command('attach')
    .description("show an agent's window, starting the agent when it does not run")
    .argument('<name>')
    .action(lazily(async () => (await import('./attach.ts')).attach));
  program
    .command('results')
    .description('list the tasks, or print the result of one')
    .argument('[id]', 'a task, or how its id begins')
    .option('--all', 'all of them, not only the 20 newest')
    .option(json, asJson)
    .action(lazily(async () => (await import('./results.ts')).results));
  program
    .command('cancel')
    .description('take a task back, or ask its agent to stop')
    .argument('<id>', 'a task, or how its id begins')
    .option(json, asJson)
    .action(lazily(async () => (await import('./cancel.ts')).cancel));
  program
    .command('logs')
    .description("print the end of an agent's log")
    .argument('<name>')
    .option('-n, --lines <number>', 'how many lines', positive, 50)
    .option('-f, --follow', 'go on as it grows, until Ctrl-C')
    .action(lazily(async () => (await import('./logs.ts')).logs));
  program
    .command('doctor')
    .description('check everything, and say how to mend what is wrong')
    .option(json, asJson)
    .action(lazily(async () => (await import('./doctor/doctor.ts')).doctor));
  return program;
}

const argumentTerm = (argument: Argument): string => {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
};

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number))
    throw new InvalidArgumentError('A number above 0 is expected.');
  return number;
}

/** esbuild puts the version in; the sources have their package.json. */
function version(): string {
  return (
    process.env.CTRLG_VERSION ?? JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version
  );
}

/** commander's words, with its suggestion as the mend. */
function asUsageError({ message }: CommanderError, program: Command, argv: string[]): UsageError {
  const [what = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  const verb = program.commands.find((command) => command.name() === argv[0])?.name();
  const help = `See: ctrlg ${verb ? `${verb} ` : ''}--help`;
  return new UsageError(`${what.replace(/\.?$/, '.')}`, `${suggestion} ${help}`.trim());
}
