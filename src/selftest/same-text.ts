const AROUND = 24;

/** Where a text is not what it should be, for a person; undefined when it is. */
export function firstDifference(expected: string, found: string): string | undefined {
  if (expected === found) return undefined;
  const at = firstIndex(expected, found);
  const part = (text: string) => JSON.stringify(text.slice(Math.max(0, at - AROUND / 2), at + AROUND));
  const sizes = `${Buffer.byteLength(expected)} bytes are ${Buffer.byteLength(found)}`;
  return `${sizes}; at character ${at} ${part(expected)} is ${part(found)}`;
}

function firstIndex(expected: string, found: string): number {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  return at;
}
