import Chartscii from 'chartscii';
import type { Period } from '../../figures/days.ts';
import { wrapTo } from '../../system/terminal.ts';
import type { OutcomeKind } from '../../tasks/task.ts';
import type { Styler } from '../style.ts';

export interface ChartOptions {
  readonly width: number;
  readonly style: Styler;
}

/** A part of a bar. Each has a character of its own, for who sees no colours. */
interface Part {
  readonly name: OutcomeKind | 'open';
  readonly mark: string;
  readonly colour: Parameters<Styler>[0];
}

/** From the left. */
const PARTS: readonly Part[] = [
  { name: 'done', mark: '█', colour: 'green' },
  { name: 'failed', mark: '▓', colour: 'red' },
  { name: 'timed-out', mark: '▒', colour: 'yellow' },
  { name: 'agent-gone', mark: 'x', colour: 'red' },
  { name: 'cancelled', mark: '░', colour: 'dim' },
  { name: 'open', mark: '·', colour: 'cyan' },
];

/** A longer bar tells no more. */
const WIDEST = 100;
/** Where the long numbers would leave less than this for the bars, there is only the sum. */
const LEAST_BAR = 24;

/** The tasks of each period as a bar, by outcome, with their number; in at most `width` columns. */
export function chartLines(periods: readonly Period[], { width, style }: ChartOptions): string[] {
  const parts = PARTS.filter(({ name }) => periods.some((period) => countOf(period, name) > 0));
  const labels = periods.map(labelOf);
  const room = Math.min(width, WIDEST) - longest(labels) - ' │ '.length;
  const [long, short] = [periods.map(longNumber), periods.map(({ tasks }) => String(tasks))];
  const numbers = room - longest(long) >= LEAST_BAR ? long : short;
  const painted = barsOf(periods, parts, { labels, width: Math.max(1, room - longest(numbers)) }).map((bar) =>
    bar.replace(SEGMENT, (_, code, cells) => paintedPart(parts[code - FIRST_COLOUR], cells, style)),
  );
  return [
    ...legend(periods, parts, { width, style }),
    ...painted.map((bar, index) => `${bar} ${numbers[index]}`),
  ];
}

/**
 * The library draws every part with one character and tells them apart by colours, which it writes as they are given: so
 * it gets the part's number for a colour, and the caller puts in what a part looks like.
 */
function barsOf(
  periods: readonly Period[],
  parts: readonly Part[],
  { labels, width }: { labels: readonly string[]; width: number },
): string[] {
  // A part too small for one cell still gets one: a single failure is to be seen. A bit more, as the library rounds down.
  const least = (1.5 * Math.max(...periods.map(({ tasks }) => tasks))) / width;
  const length = (count: number, { tasks }: Period) =>
    count === 0 || count === tasks ? count : Math.max(least, count);
  const chart = new Chartscii(
    periods.map((period, index) => ({
      label: labels[index]!,
      value: parts.map(({ name }) => length(countOf(period, name), period)),
    })),
    {
      width,
      height: periods.length,
      alignBars: 'top',
      colorLabels: false,
      richLabels: false,
      structure: { y: '│', x: '', axis: '│', topLeft: '', bottomLeft: '' },
      stackColors: parts.map((_, index) => `\u001b[${FIRST_COLOUR + index}m`),
    },
  );
  return chart
    .create()
    .split('\n')
    .filter((line) => line.includes('│'));
}

/** No terminal knows a colour of this number. */
const FIRST_COLOUR = 900;
const SEGMENT = /\u001b\[(\d+)m(█*)/g;

function paintedPart(part: Part | undefined, cells: string, style: Styler): string {
  return part ? style(part.colour, part.mark.repeat(cells.length)) : cells;
}

const countOf = (period: Period, name: Part['name']): number =>
  name === 'open' ? period.open : period.outcomes[name];

const labelOf = ({ from, to }: Period): string =>
  from === to ? from.slice(5) : `${from.slice(2)} – ${to.slice(2)}`;

/** `41`, `41 · 2 failed`: exact where the bar cannot be. */
const longNumber = (period: Period): string =>
  [
    period.tasks,
    ...PARTS.slice(1).flatMap(({ name }) =>
      countOf(period, name) ? [`${countOf(period, name)} ${name}`] : [],
    ),
  ].join(' · ');

function legend(
  periods: readonly Period[],
  parts: readonly Part[],
  { width, style }: ChartOptions,
): string[] {
  const text = [titleOf(periods), ...parts.map(({ name, mark }) => `${mark}\u00a0${name}`)].join('  ');
  return wrapTo(text, Math.min(width, WIDEST)).map((line) =>
    parts.reduce(
      (painted, { mark, colour }) => painted.replace(`${mark}\u00a0`, `${style(colour, mark)} `),
      line,
    ),
  );
}

const titleOf = (periods: readonly Period[]): string =>
  periods.every(({ from, to }) => from === to) ? 'Tasks per day' : 'Tasks';

const longest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
