import type { TaskRow } from '../../tasks/rows.ts';

/** A task and those that were put in its turn, the oldest first. */
export interface Tree {
  readonly row: TaskRow;
  readonly below: readonly Tree[];
}

/** The trees of these tasks, the newest first. A task whose parent is not among them stands at the top. */
export function forestOf(rows: readonly TaskRow[]): Tree[] {
  const known = new Set(rows.map(({ id }) => id));
  const below = new Map<string, TaskRow[]>();
  const tops: TaskRow[] = [];
  for (const row of [...rows].sort(oldestFirst)) {
    if (row.parent === null || !known.has(row.parent)) tops.push(row);
    else below.set(row.parent, [...(below.get(row.parent) ?? []), row]);
  }
  const treeOf = (row: TaskRow): Tree => ({ row, below: (below.get(row.id) ?? []).map(treeOf) });
  return tops.reverse().map(treeOf);
}

/** The tree that holds a task, from its top down. */
export const treeWith = (forest: readonly Tree[], id: string): Tree | undefined =>
  forest.find((tree) => holds(tree, id));

const holds = ({ row, below }: Tree, id: string): boolean =>
  row.id === id || below.some((one) => holds(one, id));

/** Each task of a tree with what is drawn before it, in the order of reading. */
export function* branches(tree: Tree, lead = '', own = ''): Generator<{ tree: Tree; lead: string }> {
  yield { tree, lead: own };
  for (const [at, one] of tree.below.entries()) {
    const isLast = at === tree.below.length - 1;
    yield* branches(one, `${lead}${isLast ? '  ' : '│ '}`, `${lead}${isLast ? '└ ' : '├ '}`);
  }
}

const oldestFirst = (a: TaskRow, b: TaskRow): number =>
  a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1;
