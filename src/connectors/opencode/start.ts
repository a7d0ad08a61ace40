import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { Children } from '../../system/children.ts';
import { nowMs, sleep } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Exit, LinkOptions } from '../link.ts';
import { Api, USER } from './api.ts';

/** opencode in this window, and its API. */
export interface Program {
  readonly api: Api;
  readonly exit: Promise<Exit>;
  /** The conversation that it was told to go on with is not there any more. */
  readonly isNew: boolean;
}

/** A port may be taken in the moment between its choice and opencode's start. */
const MOST_STARTS = 3;
/** It shows nothing and goes on for ever when it cannot have its port. */
const START_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;
/** What it is asked in its first half second it never answers: it is asked again soon, and on a slow machine later. */
const ANSWER_PATIENCE_MS = { first: 400, most: 5_000 };

type Start =
  | { readonly kind: 'up'; readonly api: Api; readonly exit: Promise<Exit>; readonly version: string }
  | { readonly kind: 'ended'; readonly exit: Exit }
  | { readonly kind: 'deaf' };

/** Starts opencode's TUI on this window's terminal, with its API on a free port of loopback behind a password of its own. */
export async function startOpencode(
  options: LinkOptions,
  children: Children,
  log: Log,
): Promise<Program | Exit> {
  let { resume } = options;
  for (let starts = 1; ; starts += 1) {
    const start = await startOnce({ ...options, resume }, children);
    if (start.kind === 'up') {
      log(`opencode ${start.version} is up`);
      return { ...start, isNew: resume === null };
    }
    if (starts >= MOST_STARTS && start.kind === 'deaf')
      throw new Error(
        `opencode did not answer at its port in ${MOST_STARTS} starts; run it by hand to see why.`,
      );
    if (start.kind === 'deaf') log('opencode did not get its port: it is started again at another one');
    else if (resume && start.exit.code === 1) {
      log(`opencode could not go on with ${resume}: a new conversation is begun`);
      resume = null;
    } else return start.exit;
  }
}

async function startOnce(options: LinkOptions, children: Children): Promise<Start> {
  const { argv, cwd, env, resume } = options;
  const [file = 'opencode', ...args] = argv;
  const password = randomBytes(24).toString('hex');
  const port = await freePort();
  const own = ['--port', String(port), '--hostname', '127.0.0.1', ...(resume ? ['--session', resume] : [])];
  const child = children.start(file, [...args, ...own], {
    cwd,
    stdio: 'inherit',
    env: opencodeEnv(env, password),
  });
  const exit = exitOf(child);
  let ended: Exit | undefined;
  void exit.then((how) => {
    ended = how;
  });
  const api = new Api(port, password);
  const giveUpMs = nowMs() + START_PATIENCE_MS;
  let patienceMs = ANSWER_PATIENCE_MS.first;
  while (nowMs() < giveUpMs) {
    if (ended) return { kind: 'ended', exit: ended };
    const askedMs = nowMs();
    const answering = await api.whoAnswers(patienceMs);
    if (nowMs() - askedMs >= patienceMs) patienceMs = Math.min(patienceMs * 2, ANSWER_PATIENCE_MS.most);
    if (answering.kind === 'ours') return { kind: 'up', api, exit, version: answering.version };
    if (answering.kind === 'foreign') break;
    await sleep(LOOK_EVERY_MS);
  }
  child.kill('SIGKILL');
  await exit;
  return { kind: 'deaf' };
}

/** What a chief of this kind leaves in the environment is not its own, and an update in mid-work is nobody's wish. */
function opencodeEnv(env: NodeJS.ProcessEnv, password: string): NodeJS.ProcessEnv {
  const { OPENCODE: _, OPENCODE_PID: __, AGENT: ___, ...rest } = env;
  return {
    ...rest,
    OPENCODE_SERVER_USERNAME: USER,
    OPENCODE_SERVER_PASSWORD: password,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
  };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
