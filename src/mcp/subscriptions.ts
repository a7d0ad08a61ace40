import type { Ctrlg } from '../api/ctrlg.ts';
import { agentUri, resultUri } from './resources.ts';

/** The resources that the client wants to hear of; nothing is watched before the first. */
export class Subscriptions {
  readonly #tellUpdated: (uri: string) => Promise<void>;
  readonly #wanted = new Set<string>();
  #isWatching = false;

  constructor(tellUpdated: (uri: string) => Promise<void>) {
    this.#tellUpdated = tellUpdated;
  }

  add(uri: string, ctrlg: Ctrlg): void {
    this.#wanted.add(uri);
    if (this.#isWatching) return;
    this.#isWatching = true;
    void this.#tell(ctrlg.events()).catch(() => {
      this.#isWatching = false;
    });
  }

  remove(uri: string): void {
    this.#wanted.delete(uri);
  }

  async #tell(events: ReturnType<Ctrlg['events']>): Promise<void> {
    for await (const event of events) {
      const uri = event.kind === 'agent' ? agentUri(event.agent) : resultUri(event.id);
      const isNews = event.kind === 'agent' || HAS_ENDED.has(event.status);
      if (isNews && this.#wanted.has(uri)) await this.#tellUpdated(uri);
    }
  }
}

const HAS_ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled', 'timed-out', 'agent-gone']);
