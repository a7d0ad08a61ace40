import { runCommand } from '../../notify/run-command.ts';
import { displayText } from '../../system/terminal.ts';
import { callAttention } from '../../tmux/attention.ts';
import { serverAt, serverOfEnvironment, type TmuxServer, tmux } from '../../tmux/server.ts';
import { windowOfPane } from '../../tmux/windows.ts';
import type { RunOrigin } from '../../workflows/run-events.ts';

export interface News {
  readonly words: string;
  /** For the config's `notify` command: the same variables as for a task. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Tells a person of a run that nobody looks at: in the pane that it was begun from, or, where that is closed, to everybody
 * at that tmux server; and by the config's `notify` command. Never rejects: nobody may be there any more.
 */
export async function tellChief(origin: RunOrigin, { words, env }: News, notify?: string): Promise<void> {
  const server = origin.tmux === null ? serverOfEnvironment() : serverAt(origin.tmux);
  const text = displayText(words).replaceAll('\n', ' ');
  await Promise.allSettled([
    showSomewhere(server, origin.pane, text),
    notify ? runCommand(notify, env) : undefined,
  ]);
}

async function showSomewhere(server: TmuxServer, pane: string | null, text: string): Promise<void> {
  const isThere = pane !== null && (await windowOfPane(server, pane).catch(() => '')) !== '';
  if (isThere) await callAttention(server, pane, text);
  else await showEverybody(server, text);
}

const SHOWN_MS = 15_000;

async function showEverybody(server: TmuxServer, text: string): Promise<void> {
  const listed = await tmux(server, ['list-clients', '-F', '#{client_control_mode} #{client_name}']);
  // tmux would run what stands in `#( )`, and read `%` as a time.
  const literal = text.replaceAll('#', '##').replaceAll('%', '%%');
  for (const line of listed.split('\n').filter((one) => one.startsWith('0 ')))
    await tmux(server, ['display-message', '-d', String(SHOWN_MS), '-c', line.slice(2), literal]);
}
