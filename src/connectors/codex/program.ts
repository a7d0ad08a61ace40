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

/** What `thread/resume` takes of the person's permissions. */
export interface Permissions {
  readonly approvalPolicy?: string;
  readonly sandbox?: string;
  readonly approvalsReviewer?: string;
}

const ALL_ALLOWED: Permissions = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
/** Flags that stand for permissions by themselves. */
const ALONE: Record<string, Permissions> = {
  '--dangerously-bypass-approvals-and-sandbox': ALL_ALLOWED,
  '--yolo': ALL_ALLOWED,
  '--approve-for-me': {
    approvalPolicy: 'on-request',
    sandbox: 'workspace-write',
    approvalsReviewer: 'auto_review',
  },
};
const FIELDS: Record<string, keyof Permissions> = {
  '-a': 'approvalPolicy',
  '--ask-for-approval': 'approvalPolicy',
  '-s': 'sandbox',
  '--sandbox': 'sandbox',
};

/** The TUI does not take permissions for a conversation that it resumes from a server: the server must be told of them. */
export function splitPermissions(args: readonly string[]): { permissions: Permissions; rest: string[] } {
  let permissions: Permissions = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    const [flag = '', joined] = arg.startsWith('--') ? arg.split('=', 2) : [arg];
    const field = FIELDS[flag];
    const alone = ALONE[arg];
    if (alone) permissions = { ...permissions, ...alone };
    else if (field) {
      permissions = { ...permissions, [field]: joined ?? args[at + 1] };
      if (joined === undefined) at += 1;
    } else rest.push(arg);
  }
  return { permissions, rest };
}
