/** How Codex is to be run for one agent. */
export interface Program {
  /** The program, with what stands before its own arguments. */
  readonly command: readonly string[];
  /** The person's arguments, for the TUI. */
  readonly args: readonly string[];
  /** Those that the server must have as well. */
  readonly overrides: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The agent's state folder. */
  readonly folder: string;
}

const WITH_VALUE = new Set(['-c', '--config', '--enable', '--disable']);

/**
 * The TUI resolves models, profiles, sandboxes and approvals itself and tells the server of them; what changes the
 * configuration, such as a provider, the server must be told too.
 */
export function overridesIn(args: readonly string[]): string[] {
  const overrides: string[] = [];
  for (const [at, arg] of args.entries()) {
    const value = args[at + 1];
    if (WITH_VALUE.has(arg) && value !== undefined) overrides.push(arg, value);
    else if (/^(--config|--enable|--disable)=/.test(arg)) overrides.push(arg);
  }
  return overrides;
}

/** The command and the person's arguments stand on both sides of the first `--`. */
export function splitCommand(argv: readonly string[]): { command: string[]; args: string[] } {
  const at = argv.indexOf('--');
  if (at < 0) return { command: [...argv], args: [] };
  return { command: argv.slice(0, at), args: argv.slice(at + 1) };
}
