const MAX_CHARACTERS = 20_000;

/** A long text as the window shows it; nothing but the window gets less than the whole. */
export function excerpt(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS)}\n… (${text.length - MAX_CHARACTERS} characters more)`;
}
