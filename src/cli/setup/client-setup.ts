import type { Chief } from '../../chiefs/chief.ts';
import type { HookCommand } from './hook-command.ts';
import type { McpSetup } from './mcp-setup.ts';
import type { Changed, Proof } from './setup-result.ts';

/** How one client is made to open ctrlg, and to open again what it opened before. */
export interface ClientSetup {
  readonly chief: Chief;
  isInstalled(): boolean;
  /** The hook as this client must be given it. */
  hook(): HookCommand;
  /** What `apply` would write where, in lines; none where all stands there. Throws a UserError for files that are not right. */
  plan(): string[];
  /** Throws a UserError, and has changed nothing then. */
  apply(): Promise<Changed>;
  /** Takes away what is ours, and leaves alone what somebody has changed since. */
  undo(): Promise<Changed>;
  /** Reads again, as the client does, which editor it starts. */
  proof(): Promise<Proof>;
  /** When the setting begins to count. */
  readonly from: string;
  /** How it is given the tools. */
  readonly mcp: McpSetup;
}
