import { closeSync, openSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Children } from '../../system/children.ts';
import { sleep } from '../../system/clock.ts';
import { readIfThere, removeIfThere } from '../../system/files.ts';
import type { Exit } from '../link.ts';
import { lookAtFamily } from './family.ts';
import type { Program } from './program.ts';
import { Rpc, type Spoken } from './rpc.ts';

/** On a machine that is all but standing still; it takes a quarter of a second otherwise. */
const START_PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 20;

/** Codex's own server, which holds the conversation: the TUI in the window and this connector are its two clients. */
export interface AppServer {
  readonly rpc: Rpc;
  /** What the TUI is to connect to. */
  readonly url: string;
  readonly exit: Promise<Exit>;
}

/**
 * Starts the server and connects to it; what it says by itself goes to `hear`. Rejects, with the server's last words, when it
 * does not come up.
 */
export async function startAppServer(
  children: Children,
  { command, overrides, cwd, env, folder }: Program,
  hear: (spoken: Spoken) => void,
): Promise<AppServer> {
  const socket = join(folder, 'codex.sock');
  // A server that was killed leaves it behind.
  removeIfThere(socket);
  const errors = join(folder, 'codex-server.log');
  const url = `unix://${socket}`;
  const log = openSync(errors, 'a', 0o600);
  const [file = '', ...own] = command;
  const args = [...own, 'app-server', '--listen', url, ...overrides];
  const child = children.start(file, args, { cwd, env, stdio: ['ignore', log, log] });
  closeSync(log);
  let ended: Exit | undefined;
  const exit = new Promise<Exit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      ended = { code, signal };
      resolve(ended);
    };
    child.once('exit', end);
    child.once('error', () => end(null, null));
  });
  const rpc = await connect(socket, hear, () => ended !== undefined);
  if (!rpc) throw new Error(`Codex’s app-server did not come up: ${lastWords(errors)}`);
  await rpc.call('initialize', {
    clientInfo: { name: 'ctrlg', title: 'ctrlg', version: process.env.CTRLG_VERSION ?? '0' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  rpc.notify('initialized');
  void lookAtFamily(children, child.pid);
  return { rpc, url, exit };
}

async function connect(
  socket: string,
  hear: (spoken: Spoken) => void,
  isOver: () => boolean,
): Promise<Rpc | undefined> {
  for (let waitedMs = 0; waitedMs < START_PATIENCE_MS && !isOver(); waitedMs += LOOK_EVERY_MS) {
    try {
      return await Rpc.connect(realPath(socket), hear);
    } catch {
      await sleep(LOOK_EVERY_MS);
    }
  }
  return undefined;
}

/** The server makes a link to a socket with a short path: a unix socket's may have 107 bytes. */
function realPath(socket: string): string {
  try {
    return readlinkSync(socket);
  } catch {
    return socket;
  }
}

const lastWords = (file: string): string =>
  (readIfThere(file) ?? '').trim().split('\n').slice(-3).join(' ') || 'it said nothing.';

const account = z.looseObject({
  account: z.optional(z.unknown()),
  requiresOpenaiAuth: z._default(z.boolean(), false),
});

/** Whether the model that is configured wants a login that is not there. */
export async function needsLogin(rpc: Rpc): Promise<boolean> {
  const { account: found, requiresOpenaiAuth } = account.parse(await rpc.call('account/read', {}));
  return requiresOpenaiAuth && !found;
}
