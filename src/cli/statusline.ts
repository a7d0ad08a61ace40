import { existsSync } from 'node:fs';
import { tasksFolder } from '../project/places.ts';
import { placeOf } from '../project/project.ts';
import type { Status } from '../status/status.ts';
import { nowMs, spokenElapsed } from '../system/clock.ts';
import { listIfThere, readIfThere } from '../system/files.ts';
import { print } from './output.ts';
import { type Glanced, glanceAtLive } from './status/glance.ts';

/** `ctrlg statusline`: one line for tmux's status bar (`--tmux`) or Claude Code's; nothing where nothing runs or waits. */
export function statusline(options: { tmux?: true }): number {
  print(statuslineText(options));
  return 0;
}

/** Read by a program every few seconds: it loads no schema, makes no folder, reads no standard input, and never fails. */
export function statuslineText({ tmux }: { tmux?: true }): string {
  try {
    const { folder, home } = placeOf();
    if (!existsSync(home)) return '\n';
    const paint = tmux ? tmuxPaint : process.env.NO_COLOR ? plainPaint : ansiPaint;
    return `${statuslineOf(glanceAtLive(folder, home), countWaiting(home), { paint, nowMs: nowMs() })}\n`;
  } catch {
    return '\n';
  }
}

type Colour = 'green' | 'yellow' | 'cyan' | 'red' | 'dim';
type Paint = (colour: Colour, text: string) => string;

const ANSI: Record<Colour, number> = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 };
const ansiPaint: Paint = (colour, text) => `\u001b[${ANSI[colour]}m${text}\u001b[0m`;
const tmuxPaint: Paint = (colour, text) => `#[${colour === 'dim' ? 'dim' : `fg=${colour}`}]${text}#[default]`;
const plainPaint: Paint = (_, text) => text;

/** A status bar has no room for more; those at work come first. */
const MOST_AGENTS = 5;

/** `ctrlg ● planning 0:42 ○ coding +2 ✓ 1 waiting`; empty where there is nothing to tell. */
export function statuslineOf(
  agents: readonly Glanced[],
  waiting: number,
  { paint, nowMs }: { paint: Paint; nowMs: number },
): string {
  const told = agents
    .flatMap(({ name, state }) => partOf(name, state, nowMs) ?? [])
    .sort((a, b) => Number(a.isIdle) - Number(b.isIdle));
  const shown = told.slice(0, MOST_AGENTS).map(({ mark, colour, text }) => `${paint(colour, mark)} ${text}`);
  const more = told.length > MOST_AGENTS ? [paint('dim', `… ${told.length - MOST_AGENTS} more`)] : [];
  const results = waiting > 0 ? [paint('green', `✓ ${waiting} waiting`)] : [];
  const parts = [...shown, ...more, ...results];
  return parts.length === 0 ? '' : ['ctrlg', ...parts].join(' ');
}

interface Part {
  readonly mark: string;
  readonly colour: Colour;
  readonly text: string;
  readonly isIdle: boolean;
}

/** An agent that does not run has nothing to tell, unless it could not start. */
function partOf(name: string, state: Glanced['state'], now: number): Part | undefined {
  if (state.kind === 'dead' && state.status.stop_kind === 'refused')
    return { mark: '✗', colour: 'red', text: name, isIdle: false };
  if (state.kind !== 'live') return undefined;
  const { status, current_task, queue, attended } = state.status;
  const queued = queue.length > 0 ? ` +${queue.length}` : '';
  const time = current_task && status !== 'idle' ? ` ${spokenElapsed(now - askedMs(current_task))}` : '';
  return { ...markOf(status, attended), text: `${name}${time}${queued}`, isIdle: status === 'idle' };
}

function markOf(status: Status['status'], isAttended: boolean): Pick<Part, 'mark' | 'colour'> {
  if (status === 'blocked') return { mark: '▲', colour: 'yellow' };
  if (isAttended) return { mark: '◆', colour: 'yellow' };
  if (status === 'working') return { mark: '●', colour: 'green' };
  return { mark: '○', colour: status === 'idle' ? 'dim' : 'cyan' };
}

/** A task's id begins with the moment at which it was asked. */
const askedMs = (id: string): number => Number.parseInt(id.slice(0, -3), 36);

/** As `waitingResults`, without a schema, and without `taskPlaces`: its joins would take a hundred tasks a millisecond. */
function countWaiting(home: string): number {
  const tasks = tasksFolder(home);
  const lately = listIfThere(tasks).sort().slice(-LOOKED_AT);
  return lately.filter((id) => !existsSync(`${tasks}/${id}/taken`) && isToBeTaken(`${tasks}/${id}/.done`))
    .length;
}

const LOOKED_AT = 100;

function isToBeTaken(done: string): boolean {
  try {
    return (JSON.parse(readIfThere(done) ?? '') as { status: string }).status !== 'cancelled';
  } catch {
    return false;
  }
}
