// The compatibility table, from reports of `ctrlg selftest --json`.

export const BEGIN = '<!-- compatibility: written by scripts/compatibility.mjs -->';
export const END = '<!-- /compatibility -->';

/** Markdown: a row for each client, a column for each group of promises, and the promises that do not hold. */
export function compatibilityTable(reports) {
  const clients = reports.flatMap((report) => report.clients);
  const groups = [...new Set(clients.flatMap(({ promises }) => promises.map(({ group }) => group)))];
  const [{ at, platform }] = reports;
  const rows = clients.map((client) => [
    client.client,
    client.version ?? '?',
    ...groups.map((group) => cellOf(client.promises.filter((promise) => promise.group === group))),
  ]);
  return [
    line(['client', 'version', ...groups]),
    line(['---', '---', ...groups.map(() => ':-:')]),
    ...rows.map(line),
    '',
    `${at.slice(0, 10)}, ${platform}. ✓ holds · – not there, and ctrlg does without · ✗ does not hold`,
    ...clients.flatMap(brokenLines),
  ].join('\n');
}

/** A text with the table between its markers. Throws when it has none. */
export function withTable(text, table) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`There is no ${BEGIN} … ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}

/** A group holds when none of it is broken or was left untried, and something of it holds. */
function cellOf(promises) {
  if (promises.some(({ kind }) => kind === 'broken')) return '✗';
  if (promises.some(({ kind }) => kind === 'not-tried')) return '?';
  if (promises.every(({ kind }) => kind === 'not-offered')) return '–';
  return '✓';
}

const brokenLines = ({ client, promises }) =>
  promises
    .filter(({ kind }) => kind === 'broken')
    .map(
      ({ side, promise, seen }) =>
        `- ${client}, as ${side}, ${promise}: ${seen.split('\n')[0].slice(0, 200)}`,
    );

const line = (cells) => `| ${cells.join(' | ')} |`;
