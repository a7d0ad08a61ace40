import type { Key } from '../terminal/keys.ts';

/** What can be picked in a list: by moving to it, by its number or first letter, or at once by a key of its own. */
export interface Choice {
  readonly name: string;
  /** Picks it at once. */
  readonly hotkey?: string;
}

/** What a key means in a list. */
export type Pressed =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'pick'; readonly index: number }
  | { readonly kind: 'leave' }
  /** Not the list's; the marked choice may be meant. */
  | { readonly kind: 'other'; readonly char: string; readonly at: number };

/** The pure answer to a key, with `at` being the choice that is marked now. */
export function pressIn(choices: readonly Choice[], at: number, key: Key): Pressed {
  switch (key.kind) {
    case 'up':
    case 'down':
      return { kind: 'move', to: (at + (key.kind === 'up' ? -1 : 1) + choices.length) % choices.length };
    case 'enter':
      return { kind: 'pick', index: at };
    case 'escape':
    case 'cancel':
      return { kind: 'leave' };
    case 'char':
      return pressChar(choices, at, key.char);
    default:
      return key satisfies never;
  }
}

function pressChar(choices: readonly Choice[], at: number, char: string): Pressed {
  const hot = choices.findIndex(({ hotkey }) => hotkey === char);
  if (hot >= 0) return { kind: 'pick', index: hot };
  if (char === 'j') return pressIn(choices, at, { kind: 'down' });
  if (char === 'k') return pressIn(choices, at, { kind: 'up' });
  if (char === 'q') return { kind: 'leave' };
  if (char === 'o') return { kind: 'other', char, at };
  const numbered = choices.findIndex((_, index) => String(numberOf(choices, index)) === char);
  if (numbered >= 0) return { kind: 'move', to: numbered };
  const named = nextNamed(choices, at, char);
  return named === undefined ? { kind: 'other', char, at } : { kind: 'move', to: named };
}

/** The number that marks a choice: only those without a key of their own are counted. */
export const numberOf = (choices: readonly Choice[], index: number): number | undefined =>
  choices[index]!.hotkey ? undefined : choices.slice(0, index + 1).filter(({ hotkey }) => !hotkey).length;

/** The next choice after the marked one whose name begins with the letter; a capital reaches those whose letter is a key. */
function nextNamed(choices: readonly Choice[], at: number, char: string): number | undefined {
  const letter = char.toLowerCase();
  const order = choices.map((_, index) => (at + 1 + index) % choices.length);
  return order.find((index) => {
    const { name, hotkey } = choices[index]!;
    return !hotkey && name.toLowerCase().startsWith(letter);
  });
}
