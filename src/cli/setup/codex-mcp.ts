import { join } from 'node:path';
import { readIfThere } from '../../system/files.ts';
import { codexFolder } from './client-folders.ts';
import { type EditedFile, putInto, takeOutOf } from './edited-file.ts';
import { isKept, isOurServer, mcpCommand } from './mcp-command.ts';
import { proofByClient, proofByFile } from './mcp-proof.ts';
import { type McpSetup, SERVER } from './mcp-setup.ts';
import { personsEditor } from './persons-editor.ts';
import { type TomlTable, tableIn, withoutTable, withTable } from './toml-text.ts';

/**
 * Codex gives a server PATH, HOME and little else of its environment (measured): where the state and tmux are, and whose
 * window it is, have to be named.
 */
const PASSED_ON = [
  ...[
    'CTRLG_HOME',
    'CTRLG_CONFIG',
    'CTRLG_TMUX_SOCKET',
    'CTRLG_AGENT',
    'CTRLG_AGENT_DIR',
    'CTRLG_AGENT_PROOF',
  ],
  ...['TMUX', 'TMUX_PANE', 'TMUX_TMPDIR', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'],
];

const file = (): string => join(codexFolder(), 'config.toml');
const table = (): TomlTable => ({ file: file(), path: ['mcp_servers', SERVER] });

function lines(): string[] {
  const { program, args } = mcpCommand();
  const list = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
  return [`command = ${JSON.stringify(program)}`, `args = ${list(args)}`, `env_vars = ${list(PASSED_ON)}`];
}

function commandIn(text: string): readonly unknown[] | undefined {
  const server = tableIn(table(), text);
  return server && [server.command, ...(Array.isArray(server.args) ? server.args : [])];
}

/**
 * A table of its own at the end. No block between marks: Codex writes this file too, and what it adds would stand inside
 * them, and go with them.
 */
function put(text = ''): string {
  const command = commandIn(text);
  if (!command) return withTable(table(), text, lines());
  return isKept(file(), command) ? text : withTable(table(), withoutTable(table(), text), lines());
}

const edited = (): EditedFile => ({
  client: 'codex mcp',
  file: file(),
  put,
  before: () => ({}),
  takeOut: (text) => (isOurServer(commandIn(text) ?? []) ? withoutTable(table(), text) : text),
});

const proof = () =>
  proofByFile({ client: 'codex', file: file(), command: commandIn(readIfThere(file()) ?? '') });

export const codexMcp: McpSetup = {
  plan: () => {
    const text = readIfThere(file());
    return put(text) === text
      ? []
      : [`[mcp_servers.${SERVER}]`, ...lines()].map((line) => `${file()}  + ${line}`);
  },
  apply: async () => putInto(edited(), personsEditor([])),
  undo: async () => takeOutOf(edited()),
  proof,
  askClient: () =>
    proofByClient(
      { program: 'codex', args: ['mcp', 'get', SERVER], works: /enabled: true/, fails: /enabled: false/ },
      'Set it up: ctrlg setup codex',
      proof(),
    ),
};
