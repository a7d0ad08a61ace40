import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Changes } from '../system/changes.ts';
import { listIfThere, makePrivateFolder, removeIfThere, renameIfThere } from '../system/files.ts';
import type { ClientWindow } from './parts.ts';

/**
 * How one prompt's way to the client ended:
 *
 *     submitted   the client's own event says that it took the prompt
 *     draft       a person's text is in the input box; it is left alone
 *     no-editor   the prompt was not picked up: a dialog has the keyboard, or the client is busy with something else
 *     not-taken   it was handed over, and the client gave no sign that it took it
 *     overtaken   the client took some other prompt, died, or asks something
 */
export type DeliveryEnd = 'submitted' | 'draft' | 'no-editor' | 'not-taken' | 'overtaken';

export interface Delivery {
  readonly folder: string;
  readonly nonce: string;
  readonly text: string;
  /** It is meant for the client itself, such as `/clear`. */
  readonly isCommand: boolean;
  readonly changes: Changes;
  readonly window: Pick<ClientWindow, 'press' | 'screen' | 'wake'>;
  placed(): void;
  /** The client's side gave the prompt back, with why. */
  refused(reason: string): void;
  /** Whether the client's submit event for this very text has come. */
  isSubmitted(): boolean;
  /** Whether the client took some other prompt, died, or asks something. */
  isOvertaken(): boolean;
}

const STEPS = ['pending', 'placed', 'draft', 'pressed', 'returned'] as const;
export type Step = (typeof STEPS)[number];

/**
 * Makes the folders of a delivery's steps and takes back what an earlier wrapper left pending. What that one had placed may
 * still stand in the box: it is kept as `last`, or it would be taken for a person's draft.
 */
export function prepareDeliveries(folder: string): void {
  for (const placed of listIfThere(join(folder, 'placed')))
    renameIfThere(join(folder, 'placed', placed), join(folder, 'last'));
  for (const step of STEPS) {
    // Emptied and not made anew: a connector that goes on watches the folder that it knows.
    const made = makePrivateFolder(folder, step);
    for (const name of listIfThere(made)) removeIfThere(join(made, name));
  }
}

/** Where receipts appear. */
export const receiptFolders = ({ deliver }: { readonly deliver: string }): string[] =>
  RECEIPTS.map((step) => join(deliver, step));

const RECEIPTS: readonly Step[] = ['placed', 'draft', 'returned'];

/** Leaves the prompt where the client's side picks it up. */
export function leavePending(delivery: Delivery, name = delivery.nonce): void {
  const draft = join(delivery.folder, `.${delivery.nonce}`);
  writeFileSync(draft, delivery.text, { mode: 0o600 });
  renameSync(draft, join(delivery.folder, 'pending', name));
}

/** The receipt that the prompt was picked up; its text is kept as `last`, so that it is known as ours if it is never sent. */
export const takePlaced = (delivery: Delivery, name = delivery.nonce): boolean =>
  renameIfThere(join(delivery.folder, 'placed', name), join(delivery.folder, 'last'));
