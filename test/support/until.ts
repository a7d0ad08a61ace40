/** Waits until `look` gives something; a time-out says what was awaited and, by `show`, what stood there instead. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  {
    timeoutMs = 15_000,
    everyMs = 15,
    show,
  }: { timeoutMs?: number; everyMs?: number; show?: () => string } = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for: ${what}.\n${show?.() ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
