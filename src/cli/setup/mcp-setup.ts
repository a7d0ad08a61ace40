import type { Changed, Proof } from './setup-result.ts';

/** How one client is given the tools: the MCP server `ctrlg mcp`, under the name of ctrlg. */
export interface McpSetup {
  /** What `apply` would write where, in lines; none where the tools are there. Throws a UserError for files that are not right. */
  plan(): string[];
  /** Throws a UserError, and has changed nothing then. */
  apply(): Promise<McpChanged>;
  /** Takes the server away if set-up has put it there. */
  undo(): Promise<Changed>;
  /** By the client's files. */
  proof(): Proof;
  /** Asks the client itself, which starts the server if it can; what its files say where it does not answer. */
  askClient(): Promise<Proof>;
  /** What else there is for a model that delegates; told when the tools were put. */
  hint?(): string;
}

export interface McpChanged extends Changed {
  /** Why nothing was to be done, or what is left to the person. */
  readonly note?: string;
}

export const SERVER = 'ctrlg';
