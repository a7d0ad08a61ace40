import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { after } from '../../system/clock.ts';

/** A terminal hands a pasted text over line by line, faster than a person types. */
const PASTE_MS = 30;

export interface Hands {
  /** A line, or several that came at once. */
  typed(text: string): void;
  /** Ctrl-D. */
  closed(): void;
}

/**
 * What a person types into the window, whose terminal is in its ordinary mode: it echoes, edits the line, and hands it over
 * at Enter. Without a terminal nobody types: what stands on standard input then is not for us.
 */
export function readTyped(input: ReadStream & { fd?: number }, hands: Hands): void {
  if (!input.isTTY) return;
  const decoder = new StringDecoder('utf8');
  let text = '';
  let stop = () => {};
  const hand = () => {
    const whole = text;
    text = '';
    if (whole.trim() !== '') hands.typed(whole.replace(/\n$/, ''));
  };
  input.on('data', (bytes: Buffer) => {
    text += decoder.write(bytes);
    stop();
    stop = after(PASTE_MS, hand);
  });
  input.on('end', () => {
    stop();
    hand();
    hands.closed();
  });
  input.on('error', () => {});
}
