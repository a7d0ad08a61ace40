const INVISIBLE = /[\p{Cf}\p{Cc}]/u;

/**
 * An answer as the model gave it. The conversation's file has dropped what cannot be seen, such as the joiners of an emoji
 * (`written`); the event has that, and blanks between the pieces of the stream, and all that was said before the turn's
 * tools (`told`). Where the two do not belong together it is what was written.
 */
export function wholeAnswer(written: string, told: string): string {
  if (written === told || !INVISIBLE.test(told)) return written;
  const theirs = [...told];
  const kept: string[] = [];
  let at = theirs.length - 1;
  for (const character of [...written].reverse()) {
    for (; at >= 0 && theirs[at] !== character; at -= 1) {
      if (INVISIBLE.test(theirs[at]!)) kept.push(theirs[at]!);
      else if (theirs[at] !== ' ') return written;
    }
    if (at < 0) return written;
    kept.push(character);
    at -= 1;
  }
  for (; at >= 0 && INVISIBLE.test(theirs[at]!); at -= 1) kept.push(theirs[at]!);
  return kept.reverse().join('');
}
