import { after, sleep } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import type { Log } from '../../system/log.ts';
import type { Api } from './api.ts';
import type { ApiEvent } from './api-types.ts';

/** opencode sends a heartbeat every 10 s. */
const SILENCE_MS = 45_000;
const CONNECT_AGAIN_MS = 250;

export interface Hearing {
  readonly signal: AbortSignal;
  readonly log: Log;
  onEvent(event: ApiEvent): void;
  /** A connection has ended. */
  onLost(): void;
}

/** Hears opencode's events until `signal` is aborted, over as many connections as it takes; each one begins with an event. */
export async function listen(api: Api, { signal, log, onEvent, onLost }: Hearing): Promise<void> {
  while (!signal.aborted) {
    await hear(api, signal, onEvent).catch((error) => {
      if (!signal.aborted) log(`events: ${explain(error)}`);
    });
    onLost();
    await sleep(CONNECT_AGAIN_MS);
  }
}

async function hear(api: Api, signal: AbortSignal, onEvent: (event: ApiEvent) => void): Promise<void> {
  const connection = new AbortController();
  const end = () => connection.abort();
  signal.addEventListener('abort', end);
  let stop = after(SILENCE_MS, end);
  try {
    for await (const event of api.events(connection.signal)) {
      stop();
      stop = after(SILENCE_MS, end);
      onEvent(event);
    }
  } finally {
    stop();
    signal.removeEventListener('abort', end);
  }
}
