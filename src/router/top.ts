import type { Config } from '../project/config.ts';
import { poolOf } from '../project/pool.ts';
import { hasOption, type Mention, readMention, readSlip, readTarget } from './mention.ts';
import { type Mistake, mistakeAt } from './mistake.ts';

/** What a name after an `@` means here. */
export interface Names {
  isKnown(target: string): boolean;
  /** Whether a file of that name is in the working folder: then `@name` means the file. */
  isFile(name: string): boolean;
}

/** The names of a config's agents, and those that have a meaning of their own. */
export const namesOf = ({ config, isFile }: { readonly config: Config } & Pick<Names, 'isFile'>): Names => ({
  isKnown: (target) =>
    target === 'auto' || target === 'all' || target.includes(':') || poolOf(config, target) !== undefined,
  isFile,
});

export interface UnknownName {
  readonly kind: 'unknown';
  readonly name: string;
}

type Top = { readonly kind: 'mention'; readonly mention: Mention } | UnknownName | Mistake;

/** The mention that a prompt begins with; undefined where its `@` is plain text. */
export function readTop(text: string, at: number, names: Names): Top | undefined {
  const mention = readMention(text, at);
  if (!mention) return slipAt(text, at, names);
  const { target, options } = mention;
  if (names.isKnown(target)) return { kind: 'mention', mention };
  // `@Column(name="id")` is code.
  if (options !== undefined && !hasOption(options)) return undefined;
  return names.isFile(target) ? undefined : { kind: 'unknown', name: target };
}

/** The mistake in what was meant as the options of a known name. */
export function slipAt(text: string, at: number, names: Names): Mistake | undefined {
  const target = readTarget(text, at);
  const slip = target !== undefined && names.isKnown(target) ? readSlip(text, at, target) : undefined;
  return slip && mistakeAt(text, at, slip.what, slip.mend);
}
