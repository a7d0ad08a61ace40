import { execa } from 'execa';
import { TmuxError, type TmuxServer, tmux } from './server.ts';

/** A window by the ids that tmux gave it: names can repeat, ids cannot. */
export interface Window {
  readonly windowId: string;
  readonly paneId: string;
}

export interface WindowStart {
  readonly session: string;
  readonly name: string;
  readonly cwd: string;
  readonly argv: string[];
  readonly env: Record<string, string>;
}

/** tmux's option on a window that tells whose it is; a person may rename the window. */
const OWNER = '@ctrlg_agent';

/** Starts a program in a window of its own, making the session when it is missing; it never takes the focus. */
export async function startWindow(server: TmuxServer, start: WindowStart): Promise<Window> {
  const command = [
    '-n',
    start.name,
    '-c',
    start.cwd,
    '-P',
    '-F',
    '#{window_id} #{pane_id}',
    ...Object.entries(start.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...shellSafe(start.argv),
  ];
  const printed = await newWindowOrSession(server, start.session, command);
  const [windowId = '', paneId = ''] = printed.split(' ');
  await tmux(server, [
    'set-option',
    '-w',
    '-t',
    windowId,
    OWNER,
    start.name,
    ';',
    'set-option',
    '-w',
    '-t',
    windowId,
    'automatic-rename',
    'off',
    ';',
    'set-option',
    '-w',
    '-t',
    windowId,
    'allow-rename',
    'off',
    ';',
    // A person's tmux.conf may say remain-on-exit: a dead window would then stand for a live agent.
    'set-option',
    '-w',
    '-t',
    windowId,
    'remain-on-exit',
    'off',
  ]).catch(ignoreGone);
  return { windowId, paneId };
}

async function newWindowOrSession(server: TmuxServer, session: string, command: string[]): Promise<string> {
  if (await hasSession(server, session)) {
    return tmux(server, ['new-window', '-d', '-t', `=${session}:`, ...command]);
  }
  try {
    return await tmux(server, ['new-session', '-d', '-s', session, '-x', '200', '-y', '50', ...command]);
  } catch (error) {
    // Somebody else made the session in the meantime.
    if (error instanceof TmuxError && error.message.includes('duplicate session')) {
      return tmux(server, ['new-window', '-d', '-t', `=${session}:`, ...command]);
    }
    throw error;
  }
}

/** tmux joins several arguments and gives one to a shell, so each is quoted and `exec` keeps one process. */
function shellSafe(argv: string[]): string[] {
  return [`exec ${argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}`];
}

export async function hasSession(server: TmuxServer, session: string): Promise<boolean> {
  return tmux(server, ['has-session', '-t', `=${session}`]).then(() => true, orFalse);
}

/** The living window of an agent in a session; undefined when there is none. */
export async function findWindow(
  server: TmuxServer,
  session: string,
  agent: string,
): Promise<Window | undefined> {
  const format = `#{${OWNER}} #{pane_dead} #{window_id} #{pane_id}`;
  const listed = await tmux(server, ['list-panes', '-s', '-t', `=${session}`, '-F', format]).catch(
    ignoreGone,
  );
  for (const line of (listed ?? '').split('\n')) {
    const [owner, dead, windowId, paneId] = line.split(' ');
    if (owner === agent && dead === '0' && windowId && paneId) return { windowId, paneId };
  }
  return undefined;
}

/** The id of the window that a pane is in. */
export const windowOfPane = (server: TmuxServer, paneId: string): Promise<string> =>
  tmux(server, ['display-message', '-p', '-t', paneId, '#{window_id}']);

/** Ends a window and what runs in it. */
export async function killWindow(server: TmuxServer, windowId: string): Promise<void> {
  await tmux(server, ['kill-window', '-t', windowId]).catch(ignoreGone);
}

/**
 * Brings a person's terminal to a window: the one that shows the pane we are in, else the one that was used last.
 * A control-mode client may show its windows in a program of its own, or to nobody.
 */
export async function showWindow(server: TmuxServer, windowId: string): Promise<void> {
  const format = '#{client_control_mode} #{client_activity} #{session_id} #{client_name}';
  const clients = (await tmux(server, ['list-clients', '-F', format]))
    .split('\n')
    .map((line) => line.split(' '));
  const own = await ownSession(server);
  const best = clients
    .filter(([isControl]) => isControl === '0')
    .sort((a, b) => Number(b[2] === own) - Number(a[2] === own) || Number(b[1]) - Number(a[1]))[0];
  const name = best?.slice(3).join(' ');
  await tmux(server, ['switch-client', ...(name ? ['-c', name] : []), '-t', windowId]);
}

async function ownSession(server: TmuxServer): Promise<string | undefined> {
  const pane = process.env.TMUX_PANE;
  if (!pane) return undefined;
  return tmux(server, ['display-message', '-p', '-t', pane, '#{session_id}']).catch(ignoreGone);
}

/** Attaches this terminal to the server at a socket, at a window, until the person detaches; returns tmux's exit code. */
export async function attachToWindow(socket: string, windowId: string): Promise<number> {
  const { exitCode } = await execa('tmux', ['-S', socket, 'attach-session', '-t', windowId], {
    stdio: 'inherit',
    reject: false,
    // In a window of another server, tmux would refuse for fear of a loop.
    env: { TMUX: undefined },
  });
  return exitCode ?? 1;
}

/** Presses keys in a pane, by tmux's key names (`C-g`, `Enter`). */
export async function pressKey(server: TmuxServer, paneId: string, key: string): Promise<void> {
  await tmux(server, ['send-keys', '-t', paneId, key]);
}

/** The last lines with text on a pane's screen, for showing to a person; never a source of state. */
export async function lastLines(server: TmuxServer, paneId: string, count: number): Promise<string[]> {
  const screen = await tmux(server, ['capture-pane', '-p', '-t', paneId]);
  return withText(screen.split('\n')).slice(-count);
}

/** The lines that have text, without the blanks at their ends. */
export const withText = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trimEnd()).filter((line) => line !== '');

function ignoreGone(error: unknown): undefined {
  if (error instanceof TmuxError) return undefined;
  throw error;
}

function orFalse(error: unknown): false {
  if (error instanceof TmuxError) return false;
  throw error;
}
