import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import {
  listIfThere,
  makePrivateFolder,
  removeIfThere,
  renameIfThere,
  writePrivateFile,
} from '../system/files.ts';
import { type FolderWatch, watchFolders } from '../system/watch.ts';
import type { Link } from './link.ts';
import type { Mailbox } from './mailbox.ts';
import { noteOnItsWay } from './on-its-way.ts';

/** A command for the client itself, and no prompt. */
const COMMAND = '.command';

/**
 * Takes what the wrapper and the person leave in the agent's folder: prompts (`deliver/pending`), requests (`requests`) and
 * answers to questions (`answers`).
 */
export class Intake {
  readonly #folder: string;
  readonly #mailbox: Mailbox;
  readonly #link: Link;
  #isSubmitting = false;
  #watch: FolderWatch | undefined;

  constructor(folder: string, mailbox: Mailbox, link: Link) {
    this.#folder = folder;
    this.#mailbox = mailbox;
    this.#link = link;
  }

  async open(): Promise<void> {
    const folders = [['deliver', 'pending'], ['requests'], ['answers']];
    for (const step of ['placed', 'returned']) makePrivateFolder(this.#folder, 'deliver', step);
    makePrivateFolder(this.#folder, 'answered');
    const watched = folders.map((path) => makePrivateFolder(this.#folder, ...path));
    this.#watch = await watchFolders(watched, this.look);
  }

  close(): void {
    this.#watch?.close();
  }

  look = (): void => {
    for (const request of this.#entries('requests')) {
      removeIfThere(request);
      this.#attempt('interrupt', () => this.#link.interrupt());
    }
    for (const file of this.#entries('answers')) this.#answer(file);
    this.#takePrompt();
  };

  #takePrompt(): void {
    if (this.#isSubmitting || !this.#mailbox.isIdle) return;
    const name = listIfThere(join(this.#folder, 'deliver/pending'))[0];
    if (name === undefined) return;
    const pending = join(this.#folder, 'deliver/pending', name);
    const text = this.#read(pending);
    // Withdrawn in this very moment, it is no longer ours to send.
    if (text === undefined || !renameIfThere(pending, join(this.#folder, 'deliver/placed', name))) return;
    this.#isSubmitting = true;
    void this.#submit(name, text);
  }

  async #submit(name: string, text: string): Promise<void> {
    const id = randomUUID();
    const isCommand = name.endsWith(COMMAND);
    try {
      if (!isCommand) noteOnItsWay(this.#folder, { id, text, sinceMs: nowMs() });
      await this.#link.submit(text, { isCommand, id });
    } catch (error) {
      this.#mailbox.log(`a prompt was not taken: ${explain(error)}`);
      writePrivateFile(join(this.#folder, 'deliver/returned', name), explain(error));
    }
    this.#isSubmitting = false;
    this.look();
  }

  #answer(file: string): void {
    const id = file.slice(file.lastIndexOf('/') + 1);
    const [decision, , note = ''] = this.#read(file)?.split('\n') ?? [];
    // Its writer makes it in one step: what is not whole is not meant for us.
    if (decision !== 'approve' && decision !== 'deny') return;
    // Two were given in one moment: who gave this one takes it back.
    const answered = join(this.#folder, 'answered', id);
    if (existsSync(answered)) return;
    // Kept for the wrapper, which tells who gave it.
    renameIfThere(file, answered);
    this.#attempt(`answer ${id}`, () => this.#link.answer(id, decision, noteOf(note)));
  }

  #entries(folder: string): string[] {
    return listIfThere(join(this.#folder, folder)).map((name) => join(this.#folder, folder, name));
  }

  #read(file: string): string | undefined {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  }

  #attempt(what: string, action: () => Promise<void>): void {
    action().catch((error) => this.#mailbox.log(`${what}: ${explain(error)}`));
  }
}

/** The note stands in its line as a JSON string. */
function noteOf(line: string): string {
  try {
    return String(JSON.parse(line || '""'));
  } catch {
    return '';
  }
}
