/** `950`, `1.2k`, `34k`, `5.6M`: many tokens in a few columns. */
export function shortCount(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  const [amount, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)}${unit}`;
}

/** `$0.004`, `$0.12`, `$12.34`. */
export const dollars = (usd: number): string => `$${usd.toFixed(usd > 0 && usd < 0.095 ? 3 : 2)}`;
