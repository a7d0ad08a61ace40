import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../clients/client.ts';
import type { Changes } from '../system/changes.ts';
import { after, sleep } from '../system/clock.ts';
import { listIfThere, makePrivateFolder, removeIfThere, renameIfThere } from '../system/files.ts';

/**
 * One prompt's way into the client's input box, each step on a receipt:
 *
 *     key pressed ─► placed ─► submitted
 *         │             └ no submit event: the submit key again, 3 times at most   → not-taken
 *         ├ draft: a person's text is in the box; it is left alone                 → draft
 *         └ our deliver script never ran, the key was pressed again, 3 times
 *           at most: a dialog has the keyboard                                     → no-editor
 *
 * No key but the client's own editor key and submit key is ever pressed, and submit only after `placed`.
 */
export type DeliveryEnd = 'submitted' | 'draft' | 'no-editor' | 'not-taken' | 'overtaken';

export interface Delivery {
  readonly folder: string;
  readonly nonce: string;
  readonly text: string;
  readonly client: Client;
  readonly changes: Changes;
  readonly window: {
    press(key: string): Promise<void>;
    screen(): Promise<string[]>;
    /** Lets a client go on that a person suspended with Ctrl-Z: it would be deaf to every key. */
    wake(): void;
  };
  placed(): void;
  /** Whether the client's submit event for this very text has come. */
  isSubmitted(): boolean;
  /** Whether the client took some other prompt, died, or asks something. */
  isOvertaken(): boolean;
}

/** How long each press of the editor key may take to show as a receipt (some 50 ms on a quiet machine); a client that has just started drops the first. */
const EDITOR_PATIENCE_MS = [500, 700, 1_300];
/** How long a key that was not answered may still be answered. */
const LATE_KEY_MS = 10_000;
/** How long each press of the submit key is given to show in the client's own event. */
const SUBMIT_PATIENCE_MS = [400, 1_000, 3_000];

const STEPS = ['pending', 'placed', 'draft', 'pressed'] as const;

/**
 * Makes the folders that the deliver script expects and takes back what an earlier wrapper left pending. What that one had
 * placed may still stand in the box: it is kept as `last`, or it would be taken for a person's draft.
 */
export function prepareDeliveries(folder: string): void {
  for (const placed of listIfThere(join(folder, 'placed')))
    renameIfThere(join(folder, 'placed', placed), join(folder, 'last'));
  for (const step of STEPS) {
    removeIfThere(join(folder, step));
    makePrivateFolder(folder, step);
  }
}

export async function deliver(delivery: Delivery): Promise<DeliveryEnd> {
  if (delivery.client.veto?.(await delivery.window.screen())) return 'draft';
  writeFileSync(join(delivery.folder, `.${delivery.nonce}`), delivery.text, { mode: 0o600 });
  renameSync(join(delivery.folder, `.${delivery.nonce}`), at(delivery, 'pending'));
  const receipt = await awaitReceipt(delivery);
  if (receipt !== 'placed') return receipt;
  const { settleMs } = delivery.client;
  const settled = settleMs > 0 && sleep(settleMs);
  // What it takes to record the step is part of that time.
  delivery.placed();
  if (settled) await settled;
  return submit(delivery);
}

async function awaitReceipt(delivery: Delivery): Promise<'placed' | 'draft' | 'no-editor' | 'overtaken'> {
  for (const [presses, patienceMs] of EDITOR_PATIENCE_MS.entries()) {
    if (presses > 0) {
      delivery.window.wake();
      expectKey(delivery, presses);
    }
    await delivery.window.press(delivery.client.keys.editor);
    const seen = await delivery.changes.until(
      () => takeReceipt(delivery) ?? (delivery.isOvertaken() && 'overtaken'),
      patienceMs,
    );
    if (seen === 'placed' || seen === 'draft') return seen;
    if (seen === 'overtaken') break;
  }
  const isOvertaken = delivery.isOvertaken();
  if (withdraw(delivery)) return isOvertaken ? 'overtaken' : 'no-editor';
  // The script was faster, by a moment.
  return takeReceipt(delivery) ?? 'no-editor';
}

/** The script's receipt; the placed text is kept as `last`, so that it is known as ours if it is never sent. */
function takeReceipt(delivery: Delivery): 'placed' | 'draft' | undefined {
  if (renameIfThere(at(delivery, 'placed'), join(delivery.folder, 'last'))) return 'placed';
  return renameIfThere(at(delivery, 'draft'), join(delivery.folder, 'refused')) ? 'draft' : undefined;
}

/** Takes the prompt back; its key may still be answered. */
function withdraw(delivery: Delivery): boolean {
  const key = join(delivery.folder, 'pressed', delivery.nonce);
  if (!renameIfThere(at(delivery, 'pending'), key)) return false;
  after(LATE_KEY_MS, () => removeIfThere(key));
  return true;
}

/** Tells the script of one more key of ours, so that it opens no editor for it when the prompt is placed already. */
function expectKey(delivery: Delivery, press: number): void {
  const key = join(delivery.folder, 'pressed', `${delivery.nonce}-${press}`);
  writeFileSync(key, '', { mode: 0o600 });
  after(LATE_KEY_MS, () => removeIfThere(key));
}

async function submit(delivery: Delivery): Promise<DeliveryEnd> {
  for (const patienceMs of SUBMIT_PATIENCE_MS) {
    if (delivery.isSubmitted()) return 'submitted';
    if (delivery.isOvertaken()) return 'overtaken';
    await delivery.window.press(delivery.client.keys.submit);
    const seen = await delivery.changes.until(
      () => (delivery.isSubmitted() && 'submitted') || (delivery.isOvertaken() && 'overtaken'),
      patienceMs,
    );
    if (seen) return seen;
  }
  return 'not-taken';
}

const at = (delivery: Delivery, step: (typeof STEPS)[number]): string =>
  join(delivery.folder, step, delivery.nonce);
