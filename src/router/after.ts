import { type Mistake, mistakeAt } from './mistake.ts';
import type { Options } from './options.ts';
import type { Block } from './parts.ts';

/** A block with its options, and the place its tasks will have in the plan. */
export interface Asked {
  readonly block: Block;
  readonly options: Options;
  /** The names it means: one, or every agent of the config for `@all`. */
  readonly names: readonly string[];
  /** The index of its first task. */
  readonly first: number;
}

/** What `after` may mean besides a name in the prompt. */
export interface Ids {
  isTask(id: string): boolean;
}

export interface Dependencies {
  readonly kind: 'after';
  readonly after: (number | string)[];
}

/** Whatever is not safe in a file name is no task's id, and nobody is asked for it. */
const ID = /^[A-Za-z0-9_-]+$/;

/** What a block waits for: every task above it that was asked for by that name, or a task that was put before. */
export function dependenciesOf(
  prompt: string,
  all: readonly Asked[],
  index: number,
  ids: Ids,
): Dependencies | Mistake {
  const { block, options } = all[index]!;
  const after = new Set<number | string>();
  for (const ref of options.after) {
    const above = all.slice(0, index).flatMap((asked) => tasksNamed(asked, ref));
    for (const task of above) after.add(task);
    if (above.length > 0) continue;
    const wrong = misreference(all, index, ref);
    if (wrong) return mistakeAt(prompt, block.mention.at, wrong.what, wrong.mend);
    if (!ID.test(ref) || !ids.isTask(ref)) {
      const what = `'after=${ref}': no agent '${ref}' is mentioned above, and there is no task of that id`;
      const mend = 'Name an agent mentioned above it, or a task (ctrlg results lists them).';
      return mistakeAt(prompt, block.mention.at, what, mend);
    }
    after.add(ref);
  }
  return { kind: 'after', after: [...after] };
}

function tasksNamed({ block, names, first }: Asked, ref: string): number[] {
  if (block.mention.target === ref) return names.map((_, offset) => first + offset);
  return names.flatMap((name, offset) => (name === ref ? [first + offset] : []));
}

/** A name that is in the prompt, but not above. */
function misreference(all: readonly Asked[], index: number, ref: string) {
  const own = all[index]!;
  const target = own.block.mention.target;
  if (tasksNamed(own, ref).length > 0)
    return { what: `'after=${ref}': @${target} cannot wait for itself`, mend: 'Name another task.' };
  const below = all.slice(index + 1).filter((asked) => tasksNamed(asked, ref).length > 0);
  if (below.length === 0) return undefined;
  const isMutual = below.some(({ options }) =>
    options.after.some((name) => tasksNamed(own, name).length > 0),
  );
  if (isMutual)
    return {
      what: `'after=${ref}': @${target} and @${ref} would wait for each other`,
      mend: 'Take one of the two away.',
    };
  return { what: `'after=${ref}': @${ref} is mentioned below`, mend: `Put it above @${target}.` };
}
