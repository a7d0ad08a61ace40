import { Children } from '../../system/children.ts';
import { after, nowMs } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import type { Decision, Exit, Link, LinkOptions } from '../link.ts';
import type { Mailbox } from '../mailbox.ts';
import { type Api, Refused } from './api.ts';
import { carryOut } from './commands.ts';
import { Conversation } from './conversation.ts';
import { failureOf } from './failure.ts';
import { fateOf } from './fate.ts';
import { listen } from './listen.ts';
import { startOpencode } from './start.ts';

/** opencode shows a prompt as a message at once; this is for a machine that stands still. */
const BEGIN_PATIENCE_MS = 60_000;
/** An error may be heard of before the message that it belongs to. */
const MESSAGE_PATIENCE_MS = 2_000;
/**
 * A person may look at another session. To be asked for it at once would keep opencode from asking the model; and while its
 * TUI still loads, half a minute on a slow machine, it may miss that it was asked.
 */
const SHOW_AFTER_MS = { always: [300], atFirst: [300, 1_500, 4_000, 10_000, 25_000] };
/** It has this many of its own. */
const OWN_RETRIES = 5;
const DENIED = 'A person refused this.';
const GO_ON = 'Go on without it, and say in your answer what you could not do.';

/** Starts opencode in this window and speaks its HTTP API. */
export async function openOpencode(mailbox: Mailbox, options: LinkOptions): Promise<Link> {
  const children = new Children(options.folder);
  const program = await startOpencode(options, children, mailbox.log);
  if (!('api' in program)) return ended(program, children);
  const { api, exit, isNew } = program;
  const title = `${options.name} (ctrlg)`;
  const { id } = isNew || !options.resume ? await api.create(title) : { id: options.resume };
  const ownRetries = Number(options.env.CTRLG_OPENCODE_RETRIES ?? OWN_RETRIES);
  const conversation = new Conversation({ api, mailbox, ownRetries }, id);
  const listening = new AbortController();
  void exit.then(() => listening.abort());
  await conversation.enter(id);
  void listen(api, { signal: listening.signal, log: mailbox.log, ...conversation.ears });
  if (isNew) await api.select(id);
  return {
    submit: (text, { isCommand }) =>
      isCommand
        ? carryOut(text, { api, mailbox, conversation, title })
        : submit(text, { api, mailbox, conversation }),
    interrupt: () => interrupt(api, conversation),
    fateOf: (prompt) => fateOf(prompt, api, id),
    answer: (question, decision, note) => answer(api, question, { decision, note }),
    exit,
    end: async () => {
      listening.abort();
      await children.end();
    },
  };
}

/** A program that ended before its API answered. */
const ended = (exit: Exit, children: Children): Link => ({
  submit: async () => {},
  fateOf: async () => ({ kind: 'not-taken' }),
  interrupt: async () => {},
  answer: async () => {},
  exit: Promise.resolve(exit),
  end: () => children.end(),
});

interface Parts {
  readonly api: Api;
  readonly mailbox: Mailbox;
  readonly conversation: Conversation;
}

async function submit(text: string, { api, mailbox, conversation }: Parts): Promise<void> {
  // Sent into a running turn it would join that, and get its answer.
  if (await conversation.isBusy()) {
    conversation.poke();
    throw new Error('a person was faster');
  }
  const { begun, session } = conversation;
  const hasBegun = () => conversation.begun > begun;
  conversation.sending();
  try {
    await api.prompt(session, text).catch((error) => {
      if (error instanceof Refused) throw error;
      // It may have arrived all the same: a prompt is never sent twice.
      mailbox.log(`prompt: ${explain(error)}`);
    });
    await conversation.until(() => hasBegun() || conversation.error !== undefined, BEGIN_PATIENCE_MS);
    if (!hasBegun()) await conversation.until(hasBegun, MESSAGE_PATIENCE_MS);
    const { error } = conversation;
    if (hasBegun())
      show(session, begun === 0 ? SHOW_AFTER_MS.atFirst : SHOW_AFTER_MS.always, {
        api,
        mailbox,
        conversation,
      });
    else if (error) {
      // It did not come to a turn: no such model, for one.
      mailbox.tell({ kind: 'submitted', prompt: text, conversationId: session });
      mailbox.tell(failureOf(error, nowMs()));
    } else mailbox.log('opencode gave no sign that it took the prompt');
  } finally {
    conversation.sent();
  }
}

/** Shows the conversation in the window, for as long as its turn is on. */
function show(session: string, delaysMs: readonly number[], { api, mailbox, conversation }: Parts): void {
  const { begun } = conversation;
  for (const delayMs of delaysMs)
    after(delayMs, () => {
      if (!conversation.isInTurn || conversation.begun !== begun) return;
      api.select(session).catch((problem) => mailbox.log(`select: ${explain(problem)}`));
    });
}

/** A permission that is open stays open in opencode when its turn is aborted, and keeps the keyboard from the person. */
async function interrupt(api: Api, conversation: Conversation): Promise<void> {
  await api.abort(conversation.session);
  const [permissions, questions] = await Promise.all([api.permissions(), api.questions()]);
  await Promise.all([
    ...permissions.map(({ id }) => unlessGone(api.reply(id, 'reject'))),
    ...questions.map(({ id }) => unlessGone(api.reject(id))),
  ]);
  conversation.poke();
}

function answer(
  api: Api,
  question: string,
  { decision, note }: { decision: Decision; note: string },
): Promise<void> {
  if (decision === 'approve') return unlessGone(api.reply(question, 'once'));
  return unlessGone(api.reply(question, 'reject', `${DENIED} ${note || GO_ON}`));
}

/** A person in the window may be faster. */
async function unlessGone(asking: Promise<unknown>): Promise<void> {
  await asking.catch((error) => {
    if (!(error instanceof Refused && error.status === 404)) throw error;
  });
}
