/** A key that a person pressed. Whatever else a terminal sends (mouse, focus, replies, pastes) is no key. */
export type Key =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'up' | 'down' | 'enter' | 'escape' | 'cancel' };

/**
 * CSI (X10 mouse reports carry three characters more), SS3, a string sequence (the late reply to a question of the
 * client's, full of letters), Alt with a key, or one control character or run of text.
 */
const TOKEN =
  /\u001b\[M.{3}|\u001b\[[0-?]*[ -/]*[@-~]|\u001bO.|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[^\u001b[O\]PX^_]|[\u0000-\u001a\u001c-\u001f\u007f]|[^\u0000-\u001f\u007f]+|\u001b(?=\u001b)/suy;
const UNFINISHED = /^\u001b(?:\[(?:M.{0,2}|[0-?]*[ -/]*)|O|[\]PX^_][^\u0007\u001b]*\u001b?)?$/su;
const PASTE = { start: '\u001b[200~', end: '\u001b[201~' };
/** More characters than this in one read were not typed one by one: a paste, which must not act as keys. */
const MOST_TYPED_AT_ONCE = 3;

/** Turns what a terminal sends into keys. A lone Esc stays back until more comes, or `flush` says that nothing will. */
export class KeyDecoder {
  #rest = '';
  #isPasting = false;

  push(text: string): Key[] {
    this.#rest += text;
    const keys: Key[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token === PASTE.start) this.#isPasting = true;
      else if (token === PASTE.end) this.#isPasting = false;
      // Ctrl-C always counts: the end of a paste may never come.
      else if (!this.#isPasting || token === '\u0003') keys.push(...keysOf(token));
    }
    return keys;
  }

  /** True while something is held back that may be the start of a sequence. */
  get isUndecided(): boolean {
    return this.#rest !== '';
  }

  flush(): Key[] {
    const isEscape = this.#rest === '\u001b' && !this.#isPasting;
    this.#rest = '';
    return isEscape ? [{ kind: 'escape' }] : [];
  }

  #next(): string | undefined {
    if (this.#rest === '' || UNFINISHED.test(this.#rest)) return undefined;
    TOKEN.lastIndex = 0;
    const token = TOKEN.exec(this.#rest)?.[0] ?? this.#rest[0]!;
    this.#rest = this.#rest.slice(token.length);
    return token;
  }
}

const NAMED: Record<string, Key['kind']> = {
  '\u001b': 'escape',
  '\u0003': 'cancel',
  '\r': 'enter',
  '\n': 'enter',
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
};

function keysOf(token: string): Key[] {
  const kind = NAMED[token];
  if (kind) return [{ kind } as Key];
  if (token.startsWith('\u001b')) return extendedKey(token);
  if (token < ' ' || token === '\u007f') return [];
  const chars = [...token];
  return chars.length > MOST_TYPED_AT_ONCE ? [] : chars.map((char) => ({ kind: 'char', char }));
}

/**
 * A key as the kitty protocol or xterm's modifyOtherKeys writes it: a client may have left one of them on.
 * CSI code ; modifiers : event u, or CSI 27 ; modifiers ; code ~.
 */
function extendedKey(token: string): Key[] {
  const kitty = /^\u001b\[(\d+)(?::\d*)*(?:;(\d*)(?::(\d+))?)?u$/.exec(token);
  const xterm = /^\u001b\[27;(\d+);(\d+)~$/.exec(token);
  const [code, modifiers, event] = kitty ? [kitty[1], kitty[2], kitty[3]] : [xterm?.[2], xterm?.[1], '1'];
  const isRelease = event === '3';
  if (code === undefined || Number(code) > 0x10ffff || isRelease) return [];
  const { hasCtrl, hasAlt } = held(Number(modifiers || 1));
  const char = String.fromCodePoint(Number(code));
  if (hasAlt) return [];
  if (hasCtrl) return char === 'c' ? [{ kind: 'cancel' }] : [];
  return keysOf(char);
}

const held = (modifiers: number) => ({
  hasAlt: ((modifiers - 1) & 2) !== 0,
  hasCtrl: ((modifiers - 1) & 4) !== 0,
});
