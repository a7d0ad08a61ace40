import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, openSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../repository.mjs';
import { words } from '../shell-words.mjs';

const HERE = join(repository, 'bench/support/clients');
const BIN = join(repository, 'bin');
const READY_PATIENCE_MS = 60_000;
/** As wide and high as an agent's: a larger screen takes a TUI longer to draw. */
const AGENT_WINDOW = [200, 50];
/** A TUI that shows its box does not take keys at once. */
const SETTLED_MS = 2_000;

/**
 * The same clients with the simplest script that can give them a prompt, and nothing of ctrlg around them. Each starts its
 * client beside the rig's own agent, and returns the command that is run for one prompt and what its environment adds. The
 * command writes the answer into the file that it is given, and the moment at which it began to hand over into `began`.
 */
export const rivals = {
  claude: (bench) =>
    atEditorKey(bench, {
      editor: 'ctrlg-deliver',
      event: 'Stop',
      field: 'last_assistant_message',
      settleS: 0.025,
    }),
  gemini: (bench) =>
    atEditorKey(bench, {
      editor: 'ctrlg-deliver-nano',
      event: 'AfterAgent',
      field: 'prompt_response',
      settleS: 0.05,
    }),
  'claude-headless': onPipes,
  codex: atAppServer,
  opencode: atHttp,
};

async function atEditorKey(bench, { editor, event, field, settleS }) {
  const { rig, folder, kit } = bench;
  for (const step of ['pending', 'placed', 'draft', 'pressed'])
    mkdirSync(join(folder, 'deliver', step), { recursive: true });
  mkdirSync(join(folder, 'events'));
  execFileSync('mkfifo', [join(folder, 'clock')]);
  const { args, env } = kit.client === 'claude' ? claudeHooks(bench) : geminiHooks(bench);
  const pane = start(
    bench,
    {
      PATH: `${BIN}:${rig.env.PATH}`,
      EDITOR: editor,
      VISUAL: editor,
      CTRLG_AGENT_DIR: folder,
      ...env,
    },
    args,
  );
  await untilReady(bench, pane);
  const floor = { FLOOR_PANE: pane, FLOOR_EVENT: event, FLOOR_FIELD: field, FLOOR_SETTLE_S: String(settleS) };
  return { command: [join(HERE, 'editor-floor')], env: floor };
}

function claudeHooks({ rig, folder }) {
  const settings = join(folder, 'settings.json');
  copyFileSync(rig.agentFile('planning', 'claude-settings.json'), settings);
  return { args: ['--settings', settings], env: {} };
}

/** Its hooks stand in the settings of its home. */
function geminiHooks({ rig, folder }) {
  const home = join(folder, 'gemini', '.gemini');
  mkdirSync(home, { recursive: true });
  cpSync(rig.agentFile('planning', 'gemini/.gemini/settings.json'), join(home, 'settings.json'));
  copyFileSync(join(rig.env.HOME, '.gemini/trustedFolders.json'), join(home, 'trustedFolders.json'));
  return { args: [], env: { GEMINI_CLI_HOME: join(folder, 'gemini') } };
}

async function onPipes({ rig, folder, own }) {
  for (const name of ['in', 'out']) execFileSync('mkfifo', [join(folder, name)]);
  // Open for both, so that neither ends when a script has done with it.
  const [input, output] = ['in', 'out'].map((name) => openSync(join(folder, name), 'r+'));
  const json = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
  const [program, ...args] = [...rig.brain.agent.command, '-p', ...json, ...rig.brain.agent.args];
  const child = spawn(program, args, { cwd: rig.project, env: rig.env, stdio: [input, output, 'ignore'] });
  own(child.pid);
  return { command: [join(HERE, 'pipe-floor')], env: {} };
}

async function atAppServer(bench) {
  const { rig, folder, own, source } = bench;
  const [program] = rig.brain.agent.command;
  const link = `unix://${join(folder, 'codex.sock')}`;
  const server = spawn(program, ['app-server', '--listen', link], {
    cwd: rig.project,
    env: rig.env,
    stdio: 'ignore',
  });
  own(server.pid);
  let thread;
  const rpc = await retried(() =>
    source.Rpc.connect(realPath(join(folder, 'codex.sock')), ({ method, params }) => {
      if (method === 'thread/started' && !params.thread.ephemeral) thread ??= params.thread.id;
    }),
  );
  const clientInfo = { name: 'floor', title: 'floor', version: '0' };
  await rpc.call('initialize', { clientInfo, capabilities: { experimentalApi: true } });
  rpc.notify('initialized');
  start(bench, {}, [...rig.brain.agent.args, '--remote', link]);
  await bench.until('the conversation of Codex', () => thread, { timeoutMs: READY_PATIENCE_MS });
  await rpc.call('thread/name/set', { threadId: thread, name: 'floor' });
  await sleep(SETTLED_MS);
  const env = { FLOOR_SOCKET: realPath(join(folder, 'codex.sock')), FLOOR_THREAD: thread };
  return { command: [process.execPath, join(HERE, 'rpc-floor.mjs')], env };
}

/** Codex makes a link to a socket with a short path. */
function realPath(socket) {
  try {
    return readlinkSync(socket);
  } catch {
    return socket;
  }
}

async function atHttp(bench) {
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const pane = start(bench, { OPENCODE_SERVER_PASSWORD: password, OPENCODE_SERVER_USERNAME: 'floor' }, [
    ...['--port', String(port), '--hostname', '127.0.0.1'],
  ]);
  await untilReady(bench, pane);
  const authorization = `Basic ${Buffer.from(`floor:${password}`).toString('base64')}`;
  const post = async (path, body) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${port}${path}`;
    const signal = AbortSignal.timeout(10_000);
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })).json();
  };
  const { id } = await retried(() => post('/session', { title: 'floor' }));
  await post('/tui/select-session', { sessionID: id });
  const env = { FLOOR_LOGIN: `floor:${password}`, FLOOR_URL: `http://127.0.0.1:${port}/session/${id}` };
  return { command: [join(HERE, 'http-floor')], env };
}

/** Starts the client in a window of its own; its pane. */
function start({ rig }, env, args) {
  const [program, ...own] = rig.brain.agent.command;
  const assignments = Object.entries({ ...rig.env, ...env }).map(([key, value]) => `${key}=${value}`);
  const inherited = 'TMUX="$TMUX" TMUX_PANE="$TMUX_PANE"';
  const argv = [program, ...own, ...args, ...(args.includes('--remote') ? [] : rig.brain.agent.args)];
  return rig.tmux.start(
    'floor',
    rig.project,
    `exec env -i ${words(assignments)} ${inherited} ${words(argv)}`,
    AGENT_WINDOW,
  );
}

async function untilReady({ rig, until }, pane) {
  const screen = () => rig.tmux.screen(pane);
  await until('the client to be ready', () => rig.brain.isChiefReady(screen()), {
    timeoutMs: READY_PATIENCE_MS,
    show: screen,
  });
  await sleep(SETTLED_MS);
}

async function retried(action) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await action();
    } catch (error) {
      if (tries === 300) throw error;
      await sleep(100);
    }
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
