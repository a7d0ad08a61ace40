import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlaces } from '../project/places.ts';
import { after, nowMs } from '../system/clock.ts';
import { listIfThere, removeIfThere, writePrivateFile } from '../system/files.ts';
import { identify } from '../system/processes.ts';
import { announce } from '../tasks/ended.ts';
import { endTold, waitingMessages } from '../tasks/messages.ts';
import { readPrompt, readTask } from '../tasks/put.ts';
import { markTaken } from '../tasks/taken.ts';
import { midTurnText } from './message-text.ts';
import type { WrapperParts } from './parts.ts';
import type { Phase } from './phase.ts';

/** More than any client gives the hook. */
const HOOK_MS = 15_000;
const LOOK_AGAIN_MS = 50;

/**
 * Messages for an agent in the middle of a turn, where its client's hook can hand them over. A message's file moves, and
 * whoever moves it has it:
 *
 *     offered ─► handed ─► told ─► its task is done
 *        └ the turn is over: taken back, and delivered as any task is
 *
 * `handed`: the hook prints it at this moment. One that is killed there has printed nothing that its client would take.
 */
export class MidTurn {
  readonly #parts: WrapperParts;

  constructor(parts: WrapperParts) {
    this.#parts = parts;
  }

  /** Takes in what was told, and offers what waits while a turn is on. */
  look(phase: Phase): void {
    if (!this.#parts.client.midTurn) return;
    this.#takeTold();
    if (phase.kind === 'running' && !phase.isCommand) this.#offer(phase.claim.taskId);
  }

  /** Takes back what is offered; false while a hook has a message in hand. Nothing may be claimed before. */
  settle(): boolean {
    if (!this.#parts.client.midTurn) return true;
    for (const name of this.#in('offered')) removeIfThere(this.#file('offered', name));
    const isInHand = this.#in('handed').some((name) => this.#isInHand(name));
    if (isInHand) after(LOOK_AGAIN_MS, this.#parts.changes.poke);
    this.#takeTold();
    return !isInHand;
  }

  #offer(turn: string): void {
    const { records, client } = this.#parts;
    const waiting = waitingMessages(records.database, records.agent);
    const offered = this.#in('offered');
    // Taken back by whoever sent it.
    for (const name of offered.filter((one) => !waiting.includes(idIn(one))))
      removeIfThere(this.#file('offered', name));
    const known = [...offered, ...this.#in('handed')].map(idIn);
    for (const id of waiting.filter((one) => !known.includes(one))) {
      const task = readTask(records.home, id);
      const text = task && midTurnText(records.home, task, readPrompt(records.home, id));
      if (text === undefined || Buffer.byteLength(text) > LONGEST_BYTES) continue;
      const draft = this.#file('offered', `.${id}`);
      writePrivateFile(draft, client.midTurn!(text));
      renameSync(draft, this.#file('offered', `${id}.${turn}`));
    }
  }

  #takeTold(): void {
    const { records, log, ended } = this.#parts;
    for (const name of this.#in('told')) {
      const [id = '', turn = ''] = name.split('.');
      const ending = endTold(
        records.database,
        id,
        `the client's hook handed it over in the turn of task ${turn}`,
      );
      if (ending) {
        log(`message ${id}: told in the turn of task ${turn}`);
        markTaken(records.home, id);
        announce(records.home, ending);
        ended(id);
      }
      removeIfThere(this.#file('told', name));
    }
  }

  /** `<message>.<task>.<pid of the hook>`; what a killed hook has left is taken away, and delivered otherwise. */
  #isInHand(name: string): boolean {
    const file = this.#file('handed', name);
    const movedMs = statSync(file, { throwIfNoEntry: false })?.ctimeMs;
    if (movedMs === undefined) return false;
    const pid = Number(name.split('.')[2]);
    if (nowMs() - movedMs < HOOK_MS && identify(pid) !== undefined) return true;
    // Told in this very moment, it is not there any more.
    removeIfThere(file);
    return false;
  }

  #in(place: Place): string[] {
    const names = listIfThere(this.#parts.records.places.messages[place]);
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  #file(place: Place, name: string): string {
    return join(this.#parts.records.places.messages[place], name);
  }
}

type Place = keyof AgentPlaces['messages'];

/** Files are named `<message>.<task>`. */
const idIn = (name: string): string => name.split('.')[0]!;

/** Claude Code shows its model only the beginning of what a hook prints beyond 10,000 characters. */
const LONGEST_BYTES = 8_000;
