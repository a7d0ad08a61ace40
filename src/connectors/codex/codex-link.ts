import { Children } from '../../system/children.ts';
import { explain } from '../../system/errors.ts';
import type { Exit, Link, LinkOptions, OpenLink } from '../link.ts';
import type { Mailbox } from '../mailbox.ts';
import { needsLogin, startAppServer } from './app-server.ts';
import { Conversation } from './conversation.ts';
import { fateOf } from './fate.ts';
import { overridesIn, type Program, splitCommand, splitPermissions } from './program.ts';
import type { Rpc, Spoken } from './rpc.ts';
import { Tui } from './tui.ts';

const NO_LOGIN = 'Codex is not logged in: log in in its window.';

/**
 * Codex in the window: its own app-server holds the conversation, its TUI shows it, and this connector speaks to the server
 * beside the TUI.
 */
export const openCodex: OpenLink = async (mailbox, options) => {
  const children = new Children(options.folder);
  const program = programOf(options);
  const early: Spoken[] = [];
  let conversation: Conversation | undefined;
  const server = await startAppServer(children, program, (spoken) => {
    if (conversation) conversation.hear(spoken);
    else early.push(spoken);
  });
  const tui = new Tui(children, program, server.url);
  conversation = new Conversation(server.rpc, mailbox, options.name);
  for (const spoken of early) conversation.hear(spoken);
  await askForLogin(server.rpc, mailbox);
  const resumed = await resume(server.rpc, mailbox, program, options.resume);
  tui.start(resumed);
  // Without its server the TUI tries to reach it for ever.
  const gone = server.exit.then(({ code, signal }) => `it has ended (${signal ?? `exit ${code}`})`);
  const lost = Promise.race([gone, server.rpc.closed]).then((how): Exit => {
    mailbox.log(`the app-server is gone: ${how}`);
    tui.end();
    return { code: 1, signal: null };
  });
  const exit = Promise.race([tui.exit, lost]);
  return linkTo({ conversation, tui, children, rpc: server.rpc, resumed, exit });
};

function programOf({ argv, cwd, env, folder }: LinkOptions): Program {
  const { command, args } = splitCommand(argv);
  return { command, args, overrides: overridesIn(args), cwd, env, folder };
}

async function askForLogin(rpc: Rpc, mailbox: Mailbox): Promise<void> {
  if (!(await needsLogin(rpc))) return;
  mailbox.tell({ kind: 'asks', question: NO_LOGIN });
  mailbox.state('waiting', NO_LOGIN);
}

/** Has the server open the conversation to go on with; null when Codex does not have it any more. */
async function resume(
  rpc: Rpc,
  mailbox: Mailbox,
  { args }: Program,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  try {
    const { permissions } = splitPermissions(args);
    await rpc.call('thread/resume', { threadId: id, excludeTurns: true, ...permissions });
    return id;
  } catch (error) {
    mailbox.log(`conversation ${id} cannot be resumed (${explain(error)}); a new one is begun`);
    return null;
  }
}

interface Parts {
  readonly conversation: Conversation;
  readonly tui: Tui;
  readonly children: Children;
  readonly rpc: Rpc;
  /** The conversation that the server has opened again. */
  readonly resumed: string | null;
  readonly exit: Promise<Exit>;
}

function linkTo({ conversation, tui, children, rpc, resumed, exit }: Parts): Link {
  return {
    exit,
    submit: (text, { isCommand, id }) => (isCommand ? command(text.trim()) : conversation.submit(text, id)),
    fateOf: (prompt) => fateOf(prompt, rpc, resumed),
    interrupt: () => conversation.interrupt(),
    answer: (id, decision, note) => conversation.answer(id, decision, note),
    end: async () => {
      // A server that is told to end waits for its turn otherwise.
      conversation.interrupt().catch(() => {});
      rpc.close();
      await children.end();
    },
  };

  async function command(text: string): Promise<void> {
    const [word] = text.split(/\s/, 1);
    if (word === '/compact') return conversation.compact();
    if (word === '/clear' || word === '/new') return conversation.renew(() => tui.replace());
    throw new Error(`Codex takes ${word} in its window only`);
  }
}
