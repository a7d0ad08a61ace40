import type { ToolCall } from '../../model-stub/wire.ts';

/** What it takes to run a real client against the model stub, away from everything of the person's. */
export interface ClientKit {
  readonly client: 'claude' | 'codex' | 'gemini' | 'opencode';
  /** The npm package, and the release that the tests pin. */
  readonly package: string;
  readonly version: string;
  /** Its program, as npm names it. */
  readonly binary: string;
  readonly versionArgs: readonly string[];
  /** Writes what the client must find in a fresh home to start without a first-run dialog, at the stub. */
  prepareHome(place: KitPlace & { readonly projectDirs: readonly string[] }): void;
  /** The whole environment of the client: nothing of the caller's own leaks into it. */
  env(place: KitPlace): Record<string, string>;
  /** What an agent's `args` must hold so that its permissions are asked. */
  readonly agentArgs: readonly string[];
  /** A shell command that starts the client as a chief. */
  chiefCommand(binary: string): string;
  /** tmux's names of the keys that open the editor. */
  readonly editorKeys: readonly string[];
  /** Whether the client takes keys, seen on its screen; only for those who start one for a test. */
  isReady(screen: string): boolean;
  /** A tool call that asks for permission, and one that does not. */
  shellTool(command: string): ToolCall;
  readTool(file: string): ToolCall;
}

export interface KitPlace {
  readonly home: string;
  /** The stub's address, such as `http://127.0.0.1:4000`. */
  readonly apiUrl: string;
}

/** What every client is given besides what is its own. */
export const plainEnv = (home: string, path: string): Record<string, string> => ({
  PATH: path,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
  HOME: home,
  TMPDIR: `${home}/tmp`,
});
