const PLAIN = /^[\x20-\x7e\n]*$/;

let displayText: ((text: string) => string) | undefined;

/** Text made safe to show. What that takes costs 20 ms to load, so it is loaded for the first text that needs it. */
export async function cleanText(text: string): Promise<string> {
  if (PLAIN.test(text)) return text;
  displayText ??= (await import('../system/terminal.ts')).displayText;
  return displayText(text);
}
