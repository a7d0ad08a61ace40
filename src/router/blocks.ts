import { Fences } from './fences.ts';
import { type Mention, readMention, readSlip, readTarget } from './mention.ts';
import { type Mistake, mistakeAt } from './mistake.ts';
import { type Block, Parts } from './parts.ts';
import { type Names, readTop, slipAt, type UnknownName } from './top.ts';

/** A prompt's parts. Without a mention all of it is context. */
export type Blocks =
  | { readonly kind: 'blocks'; readonly context: string; readonly blocks: readonly Block[] }
  | UnknownName
  | Mistake;

const MOST_BLOCKS = 50;

/**
 * Reads a prompt into blocks. A known name after an `@` at the beginning of a line, outside of fenced code, begins one; it
 * goes on to the line break before the next. Only the first word of a prompt may stand after blanks, and only there an
 * unknown name is a mistake. A backslash before what would be a mention makes it plain text and is left out.
 */
export function readBlocks(text: string, names: Names): Blocks {
  const top = text.length - text.trimStart().length;
  const first = text[top] === '@' ? readTop(text, top, names) : undefined;
  if (first && first.kind !== 'mention') return first;
  return readMany(text, top, { first: first?.mention, names });
}

interface Many {
  readonly first: Mention | undefined;
  readonly names: Names;
}

function readMany(text: string, top: number, { first, names }: Many): Blocks {
  const parts = new Parts(text);
  const fences = new Fences(text);
  if (first) parts.beginAtTop(first);
  if (text[top] === '\\' && escapedAt(text, top)) parts.leaveOut(top);
  for (const at of lineStarts(text, top)) {
    const isEscape = text[at] === '\\';
    const target = isEscape ? escapedAt(text, at) : readTarget(text, at);
    if (target === undefined || !names.isKnown(target) || fences.holds(at)) continue;
    const mention = isEscape ? undefined : readMention(text, at);
    const slip = isEscape || mention ? undefined : slipAt(text, at, names);
    if (slip) return slip;
    if (isEscape) parts.leaveOut(at);
    else if (mention && parts.count === MOST_BLOCKS) return tooMany(text, at);
    else if (mention) parts.begin(mention);
  }
  parts.end();
  return { kind: 'blocks', context: parts.context, blocks: parts.blocks };
}

/** The name in what would be a mention but for the backslashes at an offset, if there are any. */
export function escapedAt(text: string, backslash: number): string | undefined {
  let at = backslash;
  while (text[at] === '\\') at += 1;
  const target = readTarget(text, at);
  if (target === undefined) return undefined;
  return readMention(text, at) || readSlip(text, at, target) ? target : undefined;
}

const tooMany = (text: string, at: number): Mistake =>
  mistakeAt(
    text,
    at,
    `more than ${MOST_BLOCKS} tasks in one prompt`,
    'Split it, or write \\@ where no agent is meant.',
  );

/** Where a line begins with `@` or a backslash, after an offset. */
export function* lineStarts(text: string, after: number): Generator<number> {
  let mention = text.indexOf('\n@', after);
  let backslash = text.indexOf('\n\\', after);
  while (mention !== -1 || backslash !== -1) {
    const isMention = backslash === -1 || (mention !== -1 && mention < backslash);
    yield (isMention ? mention : backslash) + 1;
    if (isMention) mention = text.indexOf('\n@', mention + 1);
    else backslash = text.indexOf('\n\\', backslash + 1);
  }
}
