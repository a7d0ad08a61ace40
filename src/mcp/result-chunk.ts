/** So many characters of results are given in one answer: more would drown a chief's context (and some clients cut it). */
export const CHUNK = 20_000;

export interface Chunk {
  readonly result: string;
  /** Where the rest begins; left out where there is none. */
  readonly next_offset?: number;
}

/** A part of a result that begins at `offset`; no character is cut in two. */
export function chunkOf(result: string, offset = 0, most = CHUNK): Chunk {
  const from = offset + (isSecondHalf(result, offset) ? 1 : 0);
  const end = from + most;
  if (end >= result.length) return { result: result.slice(from) };
  const next = end - (isSecondHalf(result, end) ? 1 : 0);
  return { result: result.slice(from, next), next_offset: next };
}

/** The second half of a surrogate pair. */
const isSecondHalf = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** The beginning of a text on one line, for lists. */
export function headOf(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= most && text.length <= 4 * most
    ? line
    : `${characters.slice(0, most).join('')}…`;
}
