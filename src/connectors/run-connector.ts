import { sleep } from '../system/clock.ts';
import { Children } from './children.ts';
import { Intake } from './intake.ts';
import type { Exit, LinkOptions, OpenLink } from './link.ts';
import { Mailbox } from './mailbox.ts';

/** A client that was told to end is given so long before the window closes over it. */
const END_PATIENCE_MS = 2_500;

/** Stands in the agent's window for a client that has an API, until its program there has ended or it is told to end. */
export async function runConnector(open: OpenLink, options: LinkOptions): Promise<Exit> {
  let intake: Intake | undefined;
  const mailbox = new Mailbox(options.folder, () => intake?.look());
  await new Children(options.folder).endLeftovers();
  // Heard from the beginning: a window may be closed while the client still starts.
  const told = toldToEnd();
  const link = await open(mailbox, options);
  intake = new Intake(options.folder, mailbox, link);
  await intake.open();
  const exit = await Promise.race([link.exit, told]);
  intake.close();
  await Promise.race([link.end(), sleep(END_PATIENCE_MS)]);
  return exit;
}

function toldToEnd(): Promise<Exit> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve({ code: null, signal }));
  });
}
