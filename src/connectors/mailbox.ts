import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientEvent } from '../clients/client.ts';
import { connectorEvent } from '../clients/connector-event.ts';
import { writeSession } from '../clients/session-file.ts';
import { after } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { listIfThere, makePrivateFolder } from '../system/files.ts';
import { type Log, openLog } from '../system/log.ts';
import { forgetOnItsWay } from './on-its-way.ts';

export type ClientState = 'idle' | 'busy' | 'waiting';

/** What cannot be written now, on a full disk, is written later: no event is lost. */
const TRY_AGAIN_MS = 500;

/**
 * What a connector tells its agent's wrapper, as files in the agent's folder: they wait there when the wrapper is dead.
 * `onIdle` is called when a prompt can be taken.
 */
export class Mailbox {
  readonly log: Log;
  readonly #folder: string;
  readonly #events: string;
  readonly #untold: ClientEvent[] = [];
  readonly #onIdle: () => void;
  #told = 0;
  #state: ClientState | undefined;
  #heldBack: { state?: ClientState; waitingFor?: string | undefined } | undefined;

  constructor(folder: string, onIdle: () => void) {
    this.#folder = folder;
    this.#events = makePrivateFolder(folder, 'events');
    this.#onIdle = onIdle;
    this.log = openLog(join(folder, 'connector.log'));
  }

  get isIdle(): boolean {
    return this.#state === 'idle';
  }

  /** Tells one event, after all that were told before it. */
  tell(event: ClientEvent): void {
    this.#untold.push(event);
    if (this.#untold.length === 1) this.#write();
  }

  /** Whether the wrapper has taken in all that was told. */
  get isTakenIn(): boolean {
    const own = (name: string) => name.startsWith(`${process.pid}-`) && name.endsWith('.json');
    return this.#untold.length === 0 && !listIfThere(this.#events).some(own);
  }

  /** Says nothing of what the client does until the `release`: nobody gives it a prompt meanwhile. */
  hold(): void {
    this.#heldBack = {};
  }

  release(): void {
    const { state, waitingFor } = this.#heldBack ?? {};
    this.#heldBack = undefined;
    if (state) this.state(state, waitingFor);
  }

  /** Says what the client is doing: the second source. */
  state(state: ClientState, waitingFor?: string): void {
    if (this.#heldBack) {
      this.#heldBack = { state, waitingFor };
      return;
    }
    this.#state = state;
    try {
      writeSession(this.#folder, state, waitingFor);
    } catch (error) {
      this.log(`session file: ${explain(error)}`);
    }
    if (state === 'idle') this.#onIdle();
  }

  #write(): void {
    for (let event = this.#untold[0]; event; event = this.#untold[0]) {
      // The number keeps the order: the clock of a file system ticks every few milliseconds only.
      const file = join(this.#events, `${process.pid}-${this.#told}-${event.kind}.json`);
      try {
        writeFileSync(`${file}.new`, connectorEvent(event), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch (error) {
        this.log(`event ${event.kind}: ${explain(error)}`);
        after(TRY_AGAIN_MS, () => this.#write());
        return;
      }
      if (event.kind === 'submitted') forgetOnItsWay(this.#folder);
      this.#told += 1;
      this.#untold.shift();
    }
  }
}
