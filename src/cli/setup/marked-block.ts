/** A block of lines at the end of a text file of the person's, between two comment lines that tell whose it is. */
export interface MarkedBlock {
  readonly client: string;
  readonly lines: readonly string[];
}

const begin = (client: string) => `# >>> ctrlg setup ${client} (ctrlg setup --undo ${client}) >>>`;
const end = (client: string) => `# <<< ctrlg setup ${client} <<<`;

/** The text with the block at its end; a block of an earlier set-up is replaced where it stands. */
export function withBlock(text: string, { client, lines }: MarkedBlock): string {
  const block = `${[begin(client), ...lines, end(client)].join('\n')}\n`;
  const found = blockIn(text, client);
  if (found) return text.slice(0, found.from) + block + text.slice(found.to);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block}`;
}

/** The text without the block; the same text where there is none. */
export function withoutBlock(text: string, client: string): string {
  const found = blockIn(text, client);
  return found ? text.slice(0, found.from) + text.slice(found.to) : text;
}

function blockIn(text: string, client: string): { from: number; to: number } | undefined {
  const from = text.indexOf(`${begin(client)}\n`);
  const last = text.indexOf(end(client), from);
  if (from < 0 || last < 0) return undefined;
  const to = last + end(client).length;
  return { from, to: text[to] === '\n' ? to + 1 : to };
}
