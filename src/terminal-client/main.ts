import { execFileSync } from 'node:child_process';
import { explain, UserError } from '../system/errors.ts';
import { letGoOfGoneTerminal } from '../system/gone-terminal.ts';
import { commandEngine } from './command-engine.ts';
import { type Conversation, newConversation } from './conversation.ts';
import type { Engine } from './engine.ts';
import { Events } from './events.ts';
import { Keyboard } from './keyboard.ts';
import { type Options, readOptions } from './options.ts';
import { Program } from './program.ts';
import { Screen } from './screen.ts';
import { scriptedEngine } from './scripted-engine.ts';
import { SessionFile } from './session-file.ts';

letGoOfGoneTerminal();
main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError(
      'The terminal client needs a terminal on stdin and stdout.',
      'Start it in a tmux window.',
    );
  }
  const conversation = await openConversation(options);
  const engine = await openEngine(options);
  const program = assemble(options, conversation, engine);
  try {
    await program.run();
  } finally {
    await program.end('prompt_input_exit');
  }
  process.exit(0);
}

/** What only some starts need is loaded only for them. */
async function openConversation({ conversations, conversation, resume }: Options): Promise<Conversation> {
  if (resume === undefined) return newConversation(conversations, conversation);
  // A client that was killed left the terminal in raw mode; that must not become what "ordinary" means.
  execFileSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
  return (await import('./resume.ts')).resumeConversation(conversations, resume);
}

async function openEngine({ engine, argv, conversations, script }: Options): Promise<Engine> {
  if (engine === 'command') return commandEngine(argv, conversations);
  return scriptedEngine(script === undefined ? undefined : (await import('./script.ts')).readScript(script));
}

function assemble(options: Options, conversation: Conversation, engine: Engine): Program {
  const conversationId = () => program.conversationId;
  const keyboard = new Keyboard(process.stdin);
  const screen = new Screen(process.stdout);
  const warn = (message: string) => screen.print(message);
  const program = new Program({
    title: options.title,
    conversations: options.conversations,
    conversation,
    engine,
    screen,
    keyboard,
    events: new Events({
      program: process.env.CTRLG_EVENT || undefined,
      permission: process.env.CTRLG_PERMISSION || undefined,
      conversationId,
      warn,
    }),
    session: new SessionFile(options.sessionFile, conversationId),
  });
  obeySignals(program, keyboard);
  return program;
}

function obeySignals(program: Program, keyboard: Keyboard): void {
  const exit = () => process.exit(0);
  const leave = () => {
    program.abandon();
    exit();
  };
  process.on('SIGHUP', leave);
  process.stdout.on('error', leave);
  process.on('SIGTERM', () => void program.end('other').then(exit, exit));
  // Only an editor that left the terminal's signals on lets it come; as with Claude Code, the client ends after the editor.
  process.on('SIGINT', () => keyboard.close());
}
