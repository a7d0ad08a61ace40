const SEPARATOR = '----- your prompt, unchanged -----\n';
const SIGN = '[ctrlg]';

/** A short report with the prompt unchanged below it. */
export const reportOver = (prompt: string, report: string): string =>
  `${SIGN} ${report}\n${SEPARATOR}${prompt}`;

/** A prompt without the report that an earlier try left above it. */
export function withoutReport(text: string): string {
  const at = text.startsWith(SIGN) ? text.indexOf(SEPARATOR) : -1;
  return at < 0 ? text : text.slice(at + SEPARATOR.length);
}
