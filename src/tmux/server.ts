import { execa } from 'execa';
import { UserError } from '../system/errors.ts';

/** Which tmux server to talk to: a socket's path (`-S`), a socket's name (`-L`), or the default one. */
export type TmuxServer =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'default' };

/** The server meant by the environment: CTRLG_TMUX_SOCKET, else the one this process is in, else the default one. */
export function serverOfEnvironment(): TmuxServer {
  if (process.env.CTRLG_TMUX_SOCKET) return { kind: 'name', name: process.env.CTRLG_TMUX_SOCKET };
  const path = process.env.TMUX?.split(',')[0];
  return path ? { kind: 'path', path } : { kind: 'default' };
}

export function serverAt(path: string): TmuxServer {
  return { kind: 'path', path };
}

/**
 * Runs one tmux call (several commands may be joined by `;` arguments) and returns what it printed.
 * Throws TmuxError with tmux's own words, or a UserError when tmux is not installed.
 */
export async function tmux(server: TmuxServer, args: string[]): Promise<string> {
  const result = await execa('tmux', [...serverArgs(server), ...args], {
    reject: false,
    stripFinalNewline: true,
  });
  if (result.code === 'ENOENT') {
    throw new UserError(
      'tmux is not installed.',
      'Install it (apt install tmux, brew install tmux); 3.2 or newer is needed.',
    );
  }
  if (result.exitCode !== 0)
    throw new TmuxError(args[0] ?? '', result.stderr || result.shortMessage || 'it failed');
  return result.stdout;
}

export class TmuxError extends Error {
  constructor(command: string, words: string) {
    super(`tmux ${command}: ${words}`);
    this.name = 'TmuxError';
  }
}

/** The arguments that lead a `tmux` call to its server. */
export function serverArgs(server: TmuxServer): string[] {
  // Without -f a private server would read the person's tmux.conf; that is what a person expects of theirs.
  if (server.kind === 'path') return ['-S', server.path];
  return server.kind === 'name' ? ['-L', server.name] : [];
}
