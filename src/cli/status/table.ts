import type { Agent } from '../../api/read-agents.ts';
import type { Status } from '../../status/status.ts';
import { displayText, exactText, fitTo, wrapTo } from '../../system/terminal.ts';
import { shortAge } from '../age.ts';
import { type Cell, type Column, tableLines } from '../columns.ts';
import type { Styler } from '../style.ts';

export interface TableOptions {
  readonly width: number;
  readonly nowMs: number;
  readonly style: Styler;
}

/** The agents as a person reads them, fitted to the terminal: a line each, and one more where something needs them. */
export function statusTable(agents: readonly Agent[], options: TableOptions): string[] {
  if (agents.length === 0) return ['No agents: the config has none.'];
  const [title, ...lines] = tableLines(columnsOf(agents, options), options.width, (text) =>
    options.style('dim', text),
  );
  return [title!, ...agents.flatMap((agent, row) => [lines[row]!, ...noteLines(agent, options)])];
}

function columnsOf(agents: readonly Agent[], { nowMs, style }: TableOptions): Column[] {
  const cells = (cellOf: (agent: Agent) => Cell) => agents.map(cellOf);
  const ofFile = (tell: (status: Status) => string) =>
    cells(({ state }) => ({ text: 'status' in state ? tell(state.status) : '' }));
  const columns: Column[] = [
    { title: 'AGENT', cells: cells(({ name }) => ({ text: name, paint: (text) => style('bold', text) })) },
    { title: 'STATE', cells: cells((agent) => stateCell(agent, style)) },
    { title: 'SINCE', rank: 4, cells: ofFile((status) => shortAge(nowMs - Date.parse(status.last_active))) },
    { title: 'TASK', rank: 2, cells: ofFile((status) => status.current_task ?? '') },
    {
      title: 'QUEUE',
      rank: 3,
      align: 'right',
      cells: ofFile((status) => String(status.queue.length || '')),
    },
    { title: 'CLIENT', rank: 1, cells: cells(({ client }) => ({ text: client })) },
    { title: 'ABOUT', rank: 5, cells: cells((agent) => aboutCell(agent, style)) },
  ];
  // A column with nothing in it only takes room.
  return columns.filter(({ cells }) => cells.some(({ text }) => text !== ''));
}

function stateCell({ state }: Agent, style: Styler): Cell {
  const cell = (text: string, colour: Parameters<Styler>[0]): Cell => ({
    text,
    paint: (cut) => style(colour, cut),
  });
  if (state.kind === 'absent') return cell('not started', 'dim');
  if (state.kind === 'unreadable') return cell('unreadable', 'red');
  const { status, attended, stop_kind } = state.status;
  if (status === 'stopped') return stop_kind === 'refused' ? cell('refused', 'red') : cell('stopped', 'dim');
  if (state.kind === 'dead') return cell('dead', 'red');
  if (attended && status === 'working') return cell('by hand', 'cyan');
  return cell(
    status,
    { starting: 'cyan', idle: 'green', working: 'cyan', blocked: 'yellow' }[status] as 'cyan',
  );
}

function aboutCell({ state, description }: Agent, style: Styler): Cell {
  const summary = 'status' in state ? displayText(state.status.context_summary) : '';
  return summary
    ? { text: summary }
    : { text: displayText(description), paint: (text) => style('dim', text) };
}

const MARK = '  └ ';
const MOST_NOTE_LINES = 4;

/** What a person has to know or to do, on a line of its own. */
function noteLines(agent: Agent, { width, style }: TableOptions): string[] {
  const note = noteOf(agent);
  if (note === undefined) return [];
  const colour = 'status' in agent.state && agent.state.kind === 'live' ? 'yellow' : 'red';
  const lines = upTo(MOST_NOTE_LINES, displayText(note).replaceAll(/\s+/g, ' '), width - MARK.length);
  const mend = mendOf(agent, note, lines);
  if (mend) lines.push(...upTo(1, mend, width - MARK.length));
  return lines.map((line, index) => style(colour, (index === 0 ? MARK : ' '.repeat(MARK.length)) + line));
}

/** How to answer what it asks: with no look at its window only where the whole question stands here, as it is. */
function mendOf({ name, state }: Agent, note: string, lines: string[]): string | undefined {
  if (state.kind !== 'live' || state.status.question_id === null) return undefined;
  const isWhole = lines.join(' ') === note && exactText(note) === note;
  return isWhole
    ? `ctrlg approve ${name} · ctrlg deny ${name}`
    : `see the whole, and answer: ctrlg attach ${name}`;
}

function upTo(most: number, text: string, width: number): string[] {
  const lines = width < Number.POSITIVE_INFINITY ? wrapTo(text, width) : [text];
  const rest = lines.slice(most - 1).join(' ');
  return rest === '' ? lines : [...lines.slice(0, most - 1), fitTo(rest, width)];
}

function noteOf({ name, state }: Agent): string | undefined {
  if (state.kind === 'absent') return undefined;
  if (state.kind === 'unreadable') return `its status file: ${state.why}`;
  const { status, blocked_on, retry_at, stop_kind, stopped_because } = state.status;
  if (status === 'stopped') return stop_kind === 'refused' ? (stopped_because ?? undefined) : undefined;
  if (state.kind === 'dead') return `was ${status}; ctrlg up ${name} goes on from there`;
  if (blocked_on && retry_at) return blocked_on;
  return blocked_on ? `waits for you: ${blocked_on}` : undefined;
}
