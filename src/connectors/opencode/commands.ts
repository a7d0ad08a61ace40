import { explain } from '../../system/errors.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Api } from './api.ts';
import type { Conversation } from './conversation.ts';

export interface CommandParts {
  readonly api: Api;
  readonly mailbox: Mailbox;
  readonly conversation: Conversation;
  /** The title of new conversations. */
  readonly title: string;
}

/** Carries out a command for the client itself: `/clear`, `/compact`, or one of opencode's own, such as `/review`. */
export async function carryOut(text: string, parts: CommandParts): Promise<void> {
  const [, name = '', words = ''] = /^\/?(\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
  if (name === 'clear' || name === 'new') return clear(parts);
  if (name === 'compact' || name === 'summarize') return compact(text, parts);
  return runOwn(text, { name, words }, parts);
}

async function clear({ api, conversation, title }: CommandParts): Promise<void> {
  conversation.sending();
  try {
    const { id } = await api.create(title);
    await conversation.enter(id);
    await api.select(id);
  } finally {
    conversation.sent();
  }
}

async function compact(text: string, parts: CommandParts): Promise<void> {
  const { api, mailbox, conversation } = parts;
  const { session } = conversation;
  conversation.sending();
  try {
    const { model } = await api.session(session);
    // Without a turn there is no model, and nothing to be made shorter.
    if (model) await api.compact(session, model);
    if (conversation.error) throw new Error(conversation.error.data.message ?? conversation.error.name);
    mailbox.tell({ kind: 'ready', conversationId: session });
  } catch (error) {
    fail(text, `opencode did not compact the conversation: ${explain(error)}`, parts);
  } finally {
    conversation.sent();
  }
}

async function runOwn(
  text: string,
  { name, words }: { name: string; words: string },
  parts: CommandParts,
): Promise<void> {
  const { api, mailbox, conversation } = parts;
  const names = (await api.commands()).map((command) => command.name);
  if (!names.includes(name)) {
    const known = ['clear', 'compact', ...names].map((each) => `/${each}`).join(', ');
    return fail(
      text,
      `opencode has no command /${name} that can be given from afar. It has ${known}.`,
      parts,
    );
  }
  const { begun } = conversation;
  conversation.sending(text);
  // It is answered when the turn is over, which the events tell, and after minutes the connection may be given up.
  api.run(conversation.session, name, words).then(
    () => conversation.sent(),
    (error) => {
      mailbox.log(`/${name}: ${explain(error)}`);
      if (conversation.begun === begun) fail(text, explain(error), parts);
      conversation.sent();
    },
  );
}

/** A command that comes to nothing is told like a turn that has failed: nobody waits for it. */
function fail(text: string, error: string, { mailbox, conversation }: CommandParts): void {
  mailbox.tell({ kind: 'submitted', prompt: text, conversationId: conversation.session });
  mailbox.tell({ kind: 'failed', error, why: 'other', until: null });
}
