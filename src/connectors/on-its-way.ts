import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ClientEvent } from '../clients/client.ts';
import { readIfThere, removeIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';

/** A prompt that is being sent, until it is told that the client took it. */
export interface OnItsWay {
  /** The message's own id, where a client lets its id be chosen. */
  readonly id: string;
  readonly text: string;
  /** Not before this moment was it sent. */
  readonly sinceMs: number;
}

/** What the conversation says of such a prompt. */
export type Fate = { readonly kind: 'not-taken' } | { readonly kind: 'taken'; readonly ending: Ending };
type Ending = Extract<ClientEvent, { kind: 'stopped' | 'failed' | 'cut-off' }>;

const fileIn = (folder: string): string => join(folder, 'on-its-way.json');

/** Kept in the agent's folder: a connector that is killed leaves it to the next one. */
export const noteOnItsWay = (folder: string, prompt: OnItsWay): void =>
  replaceFile(fileIn(folder), JSON.stringify({ version: 1, ...prompt }));

export const forgetOnItsWay = (folder: string): void => removeIfThere(fileIn(folder));

const shape = z.object({ version: z.literal(1), id: z.string(), text: z.string(), sinceMs: z.number() });

/** What a connector before this one was sending when it ended, if it was. */
export function leftOnItsWay(folder: string): OnItsWay | undefined {
  try {
    return shape.parse(JSON.parse(readIfThere(fileIn(folder)) ?? ''));
  } catch {
    return undefined;
  }
}
