import { Children } from '../system/children.ts';
import { sleep } from '../system/clock.ts';
import { Intake } from './intake.ts';
import type { Exit, Link, LinkOptions, OpenLink } from './link.ts';
import { Mailbox } from './mailbox.ts';
import { forgetOnItsWay, leftOnItsWay, type OnItsWay } from './on-its-way.ts';

/** A client that was told to end is given so long before the window closes over it. */
const END_PATIENCE_MS = 2_500;
/** The wrapper takes in what it is told within some milliseconds; it may be dead, too. */
const HEAR_PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** Stands in the agent's window for a client that has an API, until its program there has ended or it is told to end. */
export async function runConnector(open: OpenLink, options: LinkOptions): Promise<Exit> {
  let intake: Intake | undefined;
  const mailbox = new Mailbox(options.folder, () => intake?.look());
  await new Children(options.folder).endLeftovers();
  // Heard from the beginning: a window may be closed while the client still starts.
  const told = toldToEnd();
  const onItsWay = options.resume === null ? undefined : leftOnItsWay(options.folder);
  if (onItsWay) mailbox.hold();
  const link = await open(mailbox, options);
  if (onItsWay) await catchUp(onItsWay, link, mailbox, options);
  intake = new Intake(options.folder, mailbox, link);
  await intake.open();
  const exit = await Promise.race([link.exit, told]);
  intake.close();
  await Promise.race([link.end(), sleep(END_PATIENCE_MS)]);
  return exit;
}

/**
 * A connector may be killed when it has sent a prompt and told nothing of it. That prompt is not sent again: what became of
 * it is told now.
 */
async function catchUp(
  prompt: OnItsWay,
  link: Link,
  mailbox: Mailbox,
  { folder, resume }: LinkOptions,
): Promise<void> {
  const fate = await link.fateOf(prompt);
  mailbox.log(`the prompt that was on its way: ${fate.kind}`);
  if (fate.kind === 'not-taken') forgetOnItsWay(folder);
  else {
    const conversationId = resume ?? '';
    // The wrapper knows a prompt for its own only when the client has started.
    mailbox.tell({ kind: 'ready', conversationId });
    mailbox.tell({ kind: 'submitted', prompt: prompt.text, conversationId });
    mailbox.tell(fate.ending);
    // Before it has heard of that it would give us the prompt once more.
    for (let waitedMs = 0; waitedMs < HEAR_PATIENCE_MS && !mailbox.isTakenIn; waitedMs += LOOK_EVERY_MS)
      await sleep(LOOK_EVERY_MS);
  }
  mailbox.release();
}

function toldToEnd(): Promise<Exit> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve({ code: null, signal }));
  });
}
