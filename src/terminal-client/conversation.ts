import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';

export interface Exchange {
  readonly prompt: string;
  /** Undefined while the turn runs, or when the process died in it. */
  readonly answer: string | undefined;
}

/** One line of a conversation's file. */
export type Entry =
  | { readonly kind: 'conversation'; readonly version: 1; readonly id: string }
  /** `told`: by a hook, in the middle of a turn. */
  | { readonly kind: 'prompt' | 'answer' | 'told'; readonly text: string }
  /** The last prompt was interrupted before anything came of it: it never was. */
  | { readonly kind: 'taken-back' };

/** What was said so far. With a folder it is kept as JSON lines in `<id>.jsonl`, written as it happens. */
export class Conversation {
  readonly id: string;
  readonly isResumed: boolean;
  readonly #file: string | undefined;
  readonly #exchanges: Exchange[] = [];

  /** With entries it goes on where they end. */
  constructor(id: string, file?: string, entries?: Entry[]) {
    this.id = id;
    this.isResumed = entries !== undefined;
    this.#file = file;
    for (const entry of entries ?? []) this.#apply(entry);
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  add(entry: Entry): void {
    this.#apply(entry);
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  #apply(entry: Entry): void {
    if (entry.kind === 'prompt') this.#exchanges.push({ prompt: entry.text, answer: undefined });
    if (entry.kind === 'taken-back') this.#exchanges.pop();
    if (entry.kind === 'answer') {
      const last = this.#exchanges.pop();
      if (last) this.#exchanges.push({ prompt: last.prompt, answer: entry.text });
    }
  }
}

/** A new conversation; without a folder it ends with the process. */
export function newConversation(folder: string | undefined, id: string = randomUUID()): Conversation {
  if (!folder) return new Conversation(id);
  const file = conversationFile(folder, id);
  if (existsSync(file))
    throw new UserError(`There is a conversation '${id}' already.`, `Go on with it: --resume ${id}`);
  makePrivateFolder(folder);
  const conversation = new Conversation(id, file);
  conversation.add({ kind: 'conversation', version: 1, id });
  return conversation;
}

export function conversationFile(folder: string, id: string): string {
  if (!/^[\w-][\w.-]*$/.test(id)) {
    throw new UserError(`'${id}' cannot be a conversation's id.`, 'Use letters, digits, dots and dashes.');
  }
  return join(folder, `${id}.jsonl`);
}
