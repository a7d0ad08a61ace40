/** The real terminal client in a real tmux on a server of its own, told by scripts and watched by its events. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { readIfThere } from '../../src/system/files.ts';

export interface ClientEvent {
  readonly session_id: string;
  readonly hook_event_name: string;
  readonly prompt?: string;
  readonly last_assistant_message?: string;
  readonly result_file?: string;
  readonly [name: string]: unknown;
}

export interface Opening {
  readonly engine?: 'scripted' | 'command';
  readonly rules?: object[];
  readonly args?: string[];
  readonly argv?: string[];
  readonly env?: Record<string, string>;
  /** Shell commands in the client's window before it and after it. */
  readonly before?: string;
  readonly after?: string;
}

export type Rig = Awaited<ReturnType<typeof startRig>>;
export type OpenClient = ReturnType<Rig['launch']>;

const SERVER_STARTS_WITH = ['-f', '/dev/null'];

export async function startRig() {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-client-test-'));
  const socket = `ctrlg-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, ...args], { encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  const bundle = join(folder, 'terminal-client.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/terminal-client/main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  tmux(...SERVER_STARTS_WITH, 'new-session', '-d', '-s', 'rig', '-x', '100', '-y', '30', 'cat');
  tmux('set-option', '-g', 'remain-on-exit', 'on');
  let count = 0;
  const path = (name: string): string => {
    count += 1;
    return join(folder, `${count}-${name}`);
  };
  /** An executable sh script. */
  const script = (text: string): string => {
    const file = path('script.sh');
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const clients: ReturnType<typeof launchClient>[] = [];
  const launch = (opening: Opening, home = path('home')) => {
    const client = launchClient({ tmux, bundle, script, home, opening });
    clients.push(client);
    return client;
  };
  return {
    folder,
    bundle,
    script,
    path,
    read: readIfThere,
    launch,
    /** A client that is ready for its first key. */
    open: async (opening: Opening = {}) => {
      const client = launch(opening);
      await client.event('SessionStart');
      return client;
    },
    /** Ends every client with the server; it never throws, so that it hides no failure. */
    stop: async () => {
      try {
        tmux('kill-server');
      } catch {}
      const pids = clients.map((client) => client.session().pid).filter(Boolean);
      await vi
        .waitUntil(() => !pids.some(isAlive), { timeout: 4_000, interval: 10 })
        .catch(() => {
          for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
        });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    },
  };
}

/** A process that has ended and that nobody has asked for counts as gone. */
export function isAlive(pid: number): boolean {
  return !/^( *Z.*)?$/.test(
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim(),
  );
}

interface Launching {
  tmux: (...args: string[]) => string;
  bundle: string;
  script: (text: string) => string;
  home: string;
  opening: Opening;
}

function launchClient({ tmux, bundle, script, home, opening }: Launching) {
  const conversations = join(home, 'conversations');
  mkdirSync(conversations, { recursive: true });
  const eventsFile = join(home, 'events.jsonl');
  const sessionFile = join(home, 'session.json');
  writeFileSync(eventsFile, '', { flag: 'a' });
  const env = {
    CTRLG_EVENT: script(`{ cat; echo; } >>'${eventsFile}'`),
    VISUAL: '',
    TMPDIR: home,
    ...opening.env,
  };
  const seenBefore = readEvents().length;
  const argv = [process.execPath, bundle, ...argumentsOf(opening, { home, conversations, sessionFile })];
  const exitFile = join(home, 'exit');
  // tmux 3.3 sometimes leaves a dead pane's process unreaped and its status unknown, so a shell keeps it.
  const { before = ':', after = ':' } = opening;
  const keepStatus = `trap : INT; rm -f '${exitFile}'; ${before}; "$@"; status=$?; ${after}
    echo $status >'${exitFile}.new'; mv '${exitFile}.new' '${exitFile}'`;
  const pane = tmux(
    ...['new-window', '-d', '-t', 'rig:', '-P', '-F', '#{pane_id}'],
    ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...['sh', '-c', keepStatus, 'sh', ...argv],
  );

  function readEvents(): ClientEvent[] {
    const lines = readFileSync(eventsFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }
  const events = () => readEvents().slice(seenBefore);
  const session = () => JSON.parse(readIfThere(sessionFile) ?? '{}');
  const screen = () => tmux('capture-pane', '-pJ', '-S', '-', '-t', pane).replaceAll(/ +$/gm, '');
  const fail = (what: string) =>
    `${what}\nevents: ${events().map((event) => event.hook_event_name)}\nscreen:\n${screen()}`;
  const until = async <T>(what: string, look: () => T | undefined | false): Promise<T> => {
    try {
      return (await vi.waitUntil(look, { timeout: 8_000, interval: 5 })) as T;
    } catch {
      throw new Error(fail(`Awaited in vain: ${what}`));
    }
  };

  return {
    home,
    conversations,
    sessionFile,
    kill: (signal: NodeJS.Signals) => process.kill(session().pid, signal),
    events,
    names: () => events().map((event) => event.hook_event_name),
    screen,
    until,
    /** Presses keys by tmux's names. */
    press: (...keys: string[]) => void tmux('send-keys', '-t', pane, ...keys),
    type: (text: string) => void tmux('send-keys', '-t', pane, '-l', text),
    resize: (columns: number) => void tmux('resize-window', '-t', pane, '-x', String(columns)),
    /** The nth event of that name, counted from 1. */
    event: (name: string, nth = 1) =>
      until(
        `${name} number ${nth}`,
        () => events().filter((event) => event.hook_event_name === name)[nth - 1],
      ),
    shows: (text: string) => until(`'${text}' on the screen`, () => screen().includes(text)),
    session,
    status: (status: string) => until(`status ${status}`, () => session().status === status),
    /** The exit code; 128 and the number of the signal that ended it. */
    exit: async () => Number(await until('the end of the process', () => readIfThere(exitFile))),
  };
}

function argumentsOf(
  { engine = 'scripted', rules, args = [], argv }: Opening,
  at: { home: string; conversations: string; sessionFile: string },
): string[] {
  const scriptFile = join(at.home, 'script.json');
  if (rules) writeFileSync(scriptFile, JSON.stringify({ version: 1, rules }));
  return [
    ...['--engine', engine, '--title', 'rig', '--conversations', at.conversations],
    ...['--session-file', at.sessionFile],
    ...(rules ? ['--script', scriptFile] : []),
    ...args,
    ...(argv ? ['--', ...argv] : []),
  ];
}
