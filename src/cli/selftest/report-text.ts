import type { TrialReport } from '../../selftest/try-client.ts';
import type { Judged } from '../../selftest/verdict.ts';
import { localDay, spokenDuration } from '../../system/clock.ts';
import { displayText, padTo } from '../../system/terminal.ts';
import { type Cell, tableLines } from '../columns.ts';
import type { Styler } from '../style.ts';
import type { SelftestReport } from './report.ts';

interface Look {
  /** Columns of the terminal. */
  readonly width: number;
  readonly style: Styler;
}

/** The self-test for a person: a table, then what does not hold and what that means. */
export function reportText(report: SelftestReport, look: Look): string {
  const lines = [
    ...(report.clients.length > 0 ? table(report.clients, look) : []),
    ...report.clients.flatMap((client) => troubles(client, look)),
    '',
    ...report.not_installed.map(({ client, mend }) => `${client} is not installed: ${mend}`),
    ...report.clients.flatMap(({ client, folder }) =>
      folder ? [`${client}: all of it is kept in ${folder}`] : [],
    ),
    summary(report),
  ];
  return lines.join('\n').trimStart();
}

/** The clients that can be tried, a line for each. */
export function listText(clients: readonly { client: string; package: string; tested: string }[]): string {
  const width = Math.max(...clients.map(({ client }) => client.length));
  return clients
    .map(({ client, package: name, tested }) => `${padTo(client, width)}  ${name}, tested with ${tested}`)
    .join('\n');
}

function table(clients: readonly TrialReport[], { width, style }: Look): string[] {
  const rows = clients.flatMap((client) => client.promises.map((judged) => ({ client, judged })));
  const column = (title: string, cellOf: (row: (typeof rows)[number]) => Cell) => ({
    title,
    cells: rows.map(cellOf),
  });
  const columns = [
    column('CLIENT', ({ client }) => ({ text: client.client })),
    { ...column('VERSION', ({ client }) => ({ text: client.version ?? '?' })), rank: 2 },
    column('', ({ judged }) => sign(judged, style)),
    column('PROMISE', ({ judged }) => ({ text: `${judged.side}: ${judged.promise}` })),
    {
      ...column('TIME', ({ judged }) => ({ text: 'ms' in judged ? spokenDuration(judged.ms) : '' })),
      align: 'right' as const,
    },
    { ...column('SEEN', ({ judged }) => ({ text: inALine(judged.seen) })), rank: 1, least: 30 },
  ];
  return tableLines(columns, width, (text) => style('dim', text));
}

const inALine = (text: string): string => displayText(text.replaceAll(/\s*\n\s*/g, ' '));

function sign({ kind }: Judged, style: Styler): Cell {
  switch (kind) {
    case 'held':
      return { text: '✓', paint: (text) => style('green', text) };
    case 'broken':
      return { text: '✗', paint: (text) => style('red', text) };
    case 'not-offered':
      return { text: '–' };
    case 'not-tried':
      return { text: '?' };
    default:
      return kind satisfies never;
  }
}

function troubles({ client, promises }: TrialReport, { style }: Look): string[] {
  return promises.flatMap((judged) => {
    if (judged.kind !== 'broken') return [];
    const { side, promise, means } = judged;
    const screen = judged.screen?.split('\n').filter((line) => line.trim() !== '') ?? [];
    return [
      '',
      `${style('red', '✗')} ${client}, as ${side === 'chief' ? 'a chief' : 'an agent'}, ${promise}: it does not.`,
      `  Seen instead: ${inALine(judged.seen)}`,
      `  ${style('yellow', means)}`,
      ...(screen.length > 0 ? ['  Its screen:'] : []),
      ...screen.map((line) => `  │ ${displayText(line)}`),
    ];
  });
}

function summary({ clients, broken, at }: SelftestReport): string {
  if (clients.length === 0) return 'Nothing was tried.';
  const all = clients.flatMap(({ promises }) => promises);
  const held = all.filter(({ kind }) => kind === 'held').length;
  const end =
    broken === 0 ? 'All that was promised holds' : broken === 1 ? '1 does not hold' : `${broken} do not hold`;
  return `${end}: ${held} of ${all.length} seen to, ${localDay(Date.parse(at))}.`;
}
