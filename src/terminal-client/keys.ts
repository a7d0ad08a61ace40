import { StringDecoder } from 'node:string_decoder';

/** What a person, or a program that presses keys for one, did at the keyboard. */
export type Key =
  | { readonly kind: 'text' | 'paste'; readonly text: string }
  | {
      readonly kind: 'enter' | 'newline' | 'backspace' | 'escape' | 'cancel' | 'end-of-input' | 'editor';
    };

const CONTROLS: Record<string, Key> = {
  '\r': { kind: 'enter' },
  '\n': { kind: 'newline' },
  '\u001b\r': { kind: 'newline' },
  '\u0008': { kind: 'backspace' },
  '\u007f': { kind: 'backspace' },
  '\u001b': { kind: 'escape' },
  '\u0003': { kind: 'cancel' },
  '\u0004': { kind: 'end-of-input' },
  '\u0007': { kind: 'editor' },
};

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/** A CSI sequence, an SS3 sequence, Alt with a key, Esc alone, a control character, or a run of text. */
const TOKEN =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO.|\u001b[^\u001b[O]|[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/suy;
const UNFINISHED = /^\u001b(?:\[[0-?]*[ -/]*|O)?$/;

/**
 * Turns the bytes of a terminal in raw mode into keys. Characters and escape sequences may be split anywhere
 * between two pushes; a lone Esc at the end of one stays back until more comes or `flush` says that nothing will.
 */
export class KeyDecoder {
  readonly #utf8 = new StringDecoder('utf8');
  #rest = '';
  #pasted: string | undefined;

  push(bytes: Uint8Array): Key[] {
    const keys: Key[] = [];
    this.#rest += this.#utf8.write(Buffer.from(bytes));
    while (this.#pasted === undefined ? this.#takeToken(keys) : this.#takePaste(keys)) {}
    return keys;
  }

  /** True while an Esc is held back that may be the start of a sequence. */
  get isUndecided(): boolean {
    return this.#pasted === undefined && this.#rest !== '';
  }

  flush(): Key[] {
    if (!this.isUndecided) return [];
    this.#rest = '';
    return [{ kind: 'escape' }];
  }

  #takeToken(keys: Key[]): boolean {
    if (this.#rest === '' || UNFINISHED.test(this.#rest)) return false;
    TOKEN.lastIndex = 0;
    const token = TOKEN.exec(this.#rest)?.[0] ?? this.#rest[0]!;
    this.#rest = this.#rest.slice(token.length);
    if (token === PASTE_START) this.#pasted = '';
    else if (token >= ' ' && token !== '\u007f') keys.push({ kind: 'text', text: token });
    else if (CONTROLS[token]) keys.push(CONTROLS[token]);
    return true;
  }

  #takePaste(keys: Key[]): boolean {
    // The end mark may have begun in the push before this one.
    const from = Math.max(0, this.#pasted!.length - PASTE_END.length);
    this.#pasted += this.#rest;
    this.#rest = '';
    const end = this.#pasted!.indexOf(PASTE_END, from);
    if (end < 0) return false;
    keys.push({ kind: 'paste', text: this.#pasted!.slice(0, end).replaceAll(/\r\n?/g, '\n') });
    this.#rest = this.#pasted!.slice(end + PASTE_END.length);
    this.#pasted = undefined;
    return true;
  }
}
