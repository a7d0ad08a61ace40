import { readIfThere } from '../../system/files.ts';
import { configIn } from './config-text.ts';
import { type EditedFile, putInto, takeOutOf } from './edited-file.ts';
import { closedUp, withoutEmpty, withValue } from './json-text.ts';
import { isKept, isOurServer, type McpCommand, mcpCommand } from './mcp-command.ts';
import { type Asked, proofByClient, proofByFile } from './mcp-proof.ts';
import { type McpSetup, SERVER } from './mcp-setup.ts';
import { personsEditor } from './persons-editor.ts';

/** A client that keeps its MCP servers in a JSON file which is the person's alone. */
export interface JsonMcp {
  readonly client: string;
  file(): string;
  /** The object in it that holds the servers by name. */
  readonly servers: string;
  /** What stands there for a server. */
  write(command: McpCommand): object;
  /** The command of a server that stands there. */
  read(server: Record<string, unknown>): readonly unknown[];
  readonly asked: Asked;
  /** What it adds itself to a file that has nothing in it. */
  readonly empty?: object;
}

export function jsonMcp({ client, file, servers, write, read, asked, empty = {} }: JsonMcp): McpSetup {
  const path = [servers, SERVER];
  const commandIn = (text: string | undefined) => {
    const all = configIn(file(), text)[servers] as Record<string, unknown> | undefined;
    const server = all?.[SERVER];
    return server === undefined ? undefined : read(server as Record<string, unknown>);
  };
  const put = (text: string | undefined) => {
    const command = commandIn(text);
    if (command && isKept(file(), command)) return text!;
    return withValue(text?.trim() ? text : `${JSON.stringify(empty, null, 2)}\n`, path, write(mcpCommand()));
  };
  const takeOut = (text: string) => {
    if (!isOurServer(commandIn(text) ?? [])) return text;
    return withoutEmpty(closedUp(withValue(text, path, undefined), [servers]), [servers]);
  };
  // The same file may be changed for the editor too.
  const edited = (): EditedFile => ({
    client: `${client} mcp`,
    file: file(),
    put,
    before: () => ({}),
    takeOut,
  });
  const proof = () => proofByFile({ client, file: file(), command: commandIn(readIfThere(file())) });
  return {
    plan: () => {
      const text = readIfThere(file());
      return put(text) === text ? [] : [`${file()}  ${path.join('.')} → ${mcpCommand().program} mcp`];
    },
    apply: async () => putInto(edited(), personsEditor([])),
    undo: async () => takeOutOf(edited()),
    proof,
    askClient: () => proofByClient(asked, `Set it up: ctrlg setup ${client}`, proof()),
  };
}
