import { isAlias, isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { Spot } from './template.ts';

export type Key = string | number;

/** A place in a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly col: number;
}

/** Something wrong at a place: what, and how to mend it. */
export interface Mistake extends Place {
  readonly what: string;
  readonly mend: string;
}

/** A YAML file whose values know where they stand. */
export class Source {
  readonly path: string;
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly mistakes: readonly Mistake[];
  readonly #lines: string[];
  readonly #counter = new LineCounter();
  readonly #document;

  constructor(path: string, text: string) {
    this.path = path;
    this.#lines = text.split('\n');
    this.#document = parseDocument(text, { lineCounter: this.#counter, prettyErrors: false });
    this.mistakes = this.#document.errors.map(({ message, pos }) => ({
      ...this.#placeOf(pos[0]),
      what: `not valid YAML: ${message.replace(/\.$/, '')}`,
      mend: 'Mend it there.',
    }));
    this.value = this.mistakes.length > 0 ? undefined : this.#document.toJS();
  }

  /** Where the value of these keys stands; the nearest value around it where there is none. */
  at(keys: readonly Key[]): Place {
    for (let length = keys.length; length > 0; length -= 1) {
      const node = this.#node(keys.slice(0, length));
      if (node?.range) return this.#placeOf(node.range[0]);
    }
    return { line: 1, col: 1 };
  }

  /** Where the last of these keys itself stands. */
  keyAt(keys: readonly Key[]): Place {
    const map = keys.length > 1 ? this.#node(keys.slice(0, -1)) : this.#document.contents;
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && String(key.value) === String(keys.at(-1)))
      : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? this.#placeOf(range[0]) : this.at(keys);
  }

  /** Where a spot of the text at these keys stands in the file. */
  spotAt(keys: readonly Key[], { row, col }: Spot): Place {
    const node = this.#node(keys);
    const start = this.at(keys);
    if (!isScalar(node)) return start;
    if (node.type === 'BLOCK_LITERAL') {
      const line = start.line + row;
      return { line, col: this.#indentBelow(start.line) + col };
    }
    if (row > 1 || node.type === 'BLOCK_FOLDED') return start;
    return { line: start.line, col: start.col + col - (node.type === 'PLAIN' ? 1 : 0) };
  }

  /** `path:line:col`, as compilers and editors write it. */
  spoken = ({ line, col }: Place): string => `${this.path}:${line}:${col}`;

  #node(keys: readonly Key[]): Node | undefined {
    const found = keys.length === 0 ? this.#document.contents : this.#document.getIn(keys, true);
    if (isAlias(found)) return found.resolve(this.#document);
    return isScalar(found) || isCollection(found) ? found : undefined;
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#counter.linePos(offset);
    return { line: Math.max(1, line), col: Math.max(1, col) };
  }

  #indentBelow(line: number): number {
    const first = this.#lines.slice(line).find((one) => one.trim() !== '') ?? '';
    return first.length - first.trimStart().length;
  }
}
