import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { binFolder } from '../../project/package.ts';
import { UserError } from '../../system/errors.ts';

/** The program of the server, and its arguments. A client starts it as it stands: blanks in its path do no harm. */
export interface McpCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** By its whole path: a client that was not started from a shell may have another PATH. */
export const mcpCommand = (): McpCommand => ({
  program: realpathSync(join(binFolder, 'ctrlg')),
  args: ['mcp'],
});

/** Whether a command that a client's config names is the server's, of this installation or of another. */
export const isOurServer = ([program, ...args]: readonly unknown[]): boolean =>
  typeof program === 'string' && basename(program) === 'ctrlg' && args.length === 1 && args[0] === 'mcp';

/** What a person has put there themselves does as well. Throws a UserError where our name is another server's. */
export function isKept(file: string, command: readonly unknown[]): boolean {
  if (isOurServer(command)) return command[0] === mcpCommand().program || !String(command[0]).includes('/');
  throw new UserError(
    `${file} has an MCP server ctrlg already, which is ${command[0] ?? 'of another kind'}; it was left alone.`,
    'Rename it there, or leave the tools out with --no-mcp.',
  );
}
