import type { TurnRecord, Usage } from '../clients/client.ts';
import { after } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { addFigures } from '../tasks/late-figures.ts';
import type { WrapperParts } from './parts.ts';

/** The client writes what a turn took some 100 ms after it has told its end. */
const WRITTEN_AFTER_MS = 500;

/** Learns what the client's turns took, from its own records, once their ends have been told: nobody waits for it. */
export class TurnFigures {
  readonly #parts: WrapperParts;
  #firstTurn: string | undefined;

  constructor(parts: WrapperParts) {
    this.#parts = parts;
  }

  /** A turn of ours has begun. */
  begin(turn: TurnRecord | undefined): void {
    this.#firstTurn = turn?.id;
  }

  /** The run is over. Of a turn that began before this wrapper did nothing is known, and nothing is guessed. */
  end(taskId: string, turn: TurnRecord | undefined): void {
    const { client, log } = this.#parts;
    const firstTurn = this.#firstTurn;
    this.#firstTurn = undefined;
    if (!client.usage || !turn || !firstTurn) return;
    after(WRITTEN_AFTER_MS, () => {
      try {
        const usage = client.usage?.(turn.file, { firstTurn, lastTurn: turn.id });
        if (usage) this.add(taskId, usage);
      } catch (error) {
        log(`figures of task ${taskId}: ${explain(error)}`);
      }
    });
  }

  add(taskId: string, { tokensIn, tokensOut, costUsd }: Usage): void {
    const { home, database } = this.#parts.records;
    addFigures(home, database, taskId, { tokensIn, tokensOut, costUsd: costUsd ?? undefined });
  }
}
