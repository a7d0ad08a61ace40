import type { Ctrlg } from '../api/ctrlg.ts';
import { after } from '../system/clock.ts';
import { explain } from '../system/errors.ts';

/** Whoever waited has taken the result by then, and endings that come together are told together. */
const TOGETHER_MS = 2_000;

export interface ChannelOptions {
  readonly ctrlg: Ctrlg;
  readonly signal: AbortSignal;
  send(words: string): Promise<void>;
}

/** Tells the chief of tasks that end in the background, until `signal` aborts. Never rejects: the results wait all the same. */
export async function tellByChannel({ ctrlg, signal, send }: ChannelOptions): Promise<void> {
  let isDue = false;
  const tell = async () => {
    isDue = false;
    const words = await ctrlg.news();
    if (words !== '') await send(words);
  };
  const tellSoon = () => {
    if (isDue) return;
    isDue = true;
    after(TOGETHER_MS, () => void tell().catch(complain));
  };
  try {
    // What has ended while no server was there.
    tellSoon();
    for await (const event of ctrlg.events({ signal }))
      if (event.kind === 'task' && ENDS.has(event.status)) tellSoon();
  } catch (error) {
    complain(error);
  }
}

const ENDS: ReadonlySet<string> = new Set(['done', 'failed', 'timed-out', 'agent-gone']);

const complain = (error: unknown): void => void process.stderr.write(`ctrlg mcp: news: ${explain(error)}\n`);
