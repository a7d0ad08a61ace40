import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EditorChannel } from '../clients/client.ts';
import { after, sleep } from '../system/clock.ts';
import { listIfThere, removeIfThere, renameIfThere } from '../system/files.ts';
import { type Delivery, type DeliveryEnd, leavePending, type Step, takePlaced } from './delivery.ts';

/** How long a key that was not answered may still be answered. */
const LATE_KEY_MS = 10_000;
const PATIENCE_MS = {
  /** For the receipt of the deliver script, some 50 ms on a quiet machine; a client that has just started drops the first key. */
  editor: [500, 700, 1_300],
  /** For the client's own event. */
  submit: [400, 1_000, 3_000],
};
/** How often the screen is looked at while it forbids the submit key, and how long it may. */
const LOOK_EVERY_MS = 15;
const MOST_HOLD_MS = 60_000;
/** A slow client is given as much again for each so many characters. */
const SLOW_CHARACTERS = 32_768;

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
export async function deliverByEditor(channel: EditorChannel, delivery: Delivery): Promise<DeliveryEnd> {
  const { settleMs } = channel;
  if (channel.veto?.(await delivery.window.screen())) return 'draft';
  leavePending(delivery);
  const receipt = await awaitReceipt(channel, delivery);
  if (receipt !== 'placed') return receipt;
  const settled = settleMs > 0 && sleep(settleMs);
  // What it takes to record the step is part of that time.
  delivery.placed();
  if (settled) await settled;
  return submit(channel, delivery);
}

async function awaitReceipt(
  { keys, patienceMs: allMs = PATIENCE_MS }: EditorChannel,
  delivery: Delivery,
): Promise<'placed' | 'draft' | 'no-editor' | 'overtaken'> {
  for (const [presses, patienceMs] of allMs.editor.entries()) {
    if (presses > 0) {
      delivery.window.wake();
      expectKey(delivery, presses);
    }
    await delivery.window.press(keys.editor);
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

/** The script's receipt. */
function takeReceipt(delivery: Delivery): 'placed' | 'draft' | undefined {
  if (takePlaced(delivery)) return 'placed';
  return renameIfThere(at(delivery, 'draft'), join(delivery.folder, 'refused')) ? 'draft' : undefined;
}

/** Takes the prompt back; its key may still be answered. */
function withdraw(delivery: Delivery): boolean {
  for (const name of listIfThere(join(delivery.folder, 'pressed')))
    if (name.startsWith(`${delivery.nonce}-`)) forgetPrompt(join(delivery.folder, 'pressed', name));
  const key = join(delivery.folder, 'pressed', delivery.nonce);
  if (!renameIfThere(at(delivery, 'pending'), key)) return false;
  after(LATE_KEY_MS, () => removeIfThere(key));
  return true;
}

/** The script takes no prompt from a key of this name. */
function forgetPrompt(key: string): void {
  const spent = key.replace(/-(\d+)$/, '.$1');
  if (renameIfThere(key, spent)) after(LATE_KEY_MS, () => removeIfThere(spent));
}

/**
 * Tells the script of one more key of ours, so that it opens no editor for it when the prompt is placed already, and of the
 * prompt: it is answered before Enter is, by a client that may not have the prompt in its box yet.
 */
function expectKey(delivery: Delivery, press: number): void {
  const key = join(delivery.folder, 'pressed', `${delivery.nonce}-${press}`);
  writeFileSync(key, delivery.text, { mode: 0o600 });
  after(LATE_KEY_MS, () => removeIfThere(key));
}

async function submit(channel: EditorChannel, delivery: Delivery): Promise<DeliveryEnd> {
  const end = () => (delivery.isSubmitted() && 'submitted') || (delivery.isOvertaken() && 'overtaken');
  const slowness = channel.patienceMs ? 1 + delivery.text.length / SLOW_CHARACTERS : 1;
  for (const patienceMs of (channel.patienceMs ?? PATIENCE_MS).submit) {
    const hold = await untilFree(channel, delivery, end);
    const ended = end();
    if (ended) return ended;
    if (hold === 'stop') return 'not-taken';
    if (hold === 'wait') continue;
    await delivery.window.press(channel.keys.submit);
    const seen = await delivery.changes.until(end, patienceMs * slowness);
    if (seen) return seen;
  }
  return 'not-taken';
}

/** Waits while the screen forbids the submit key; what it says at last. */
async function untilFree(
  { holdsSubmit }: EditorChannel,
  { window, changes }: Delivery,
  end: () => unknown,
): Promise<'wait' | 'stop' | undefined> {
  if (!holdsSubmit) return undefined;
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const hold = holdsSubmit(await window.screen());
    if (hold !== 'wait' || waitedMs >= MOST_HOLD_MS) return hold;
    if (await changes.until(end, LOOK_EVERY_MS)) return undefined;
  }
}

const at = (delivery: Delivery, step: Step): string => join(delivery.folder, step, delivery.nonce);
