import { copyFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { claudeChief } from '../../chiefs/claude.ts';
import { findProgram } from '../../clients/program.ts';
import { packageFolder } from '../../project/package.ts';
import { UserError } from '../../system/errors.ts';
import { readIfThere } from '../../system/files.ts';
import { fileStamp } from '../file-stamp.ts';
import { runBriefly } from '../run-briefly.ts';
import { settingsFile } from './claude-settings.ts';
import { configIn } from './config-text.ts';
import { isKept, isOurServer, mcpCommand } from './mcp-command.ts';
import { proofByClient, proofByFile } from './mcp-proof.ts';
import { type McpChanged, type McpSetup, SERVER } from './mcp-setup.ts';
import { personsEditor } from './persons-editor.ts';
import { editFor, readRecord, withEdit, writeRecord } from './setup-record.ts';
import type { Changed, Proof } from './setup-result.ts';

/**
 * Claude Code keeps its servers in a file that it writes itself, at each start and oftener. So it is told by its own command,
 * which does not get in the way of one that runs.
 */
const file = (): string => join(process.env.CLAUDE_CONFIG_DIR || homedir(), '.claude.json');
const CLIENT = 'claude mcp';

const addArgs = (): string[] => {
  const { program, args } = mcpCommand();
  return ['mcp', 'add', '--scope', 'user', SERVER, '--', program, ...args];
};
const REMOVE_ARGS = ['mcp', 'remove', '--scope', 'user', SERVER];

const spoken = (args: readonly string[]): string =>
  ['claude', ...args.map((arg) => (/\s/.test(arg) ? `'${arg}'` : arg))].join(' ');

function commandInFile(): readonly unknown[] | undefined {
  const { mcpServers } = configIn(file(), readIfThere(file()));
  const server = (mcpServers as Record<string, { command?: unknown; args?: unknown[] }> | undefined)?.[
    SERVER
  ];
  return server && [server.command, ...(server.args ?? [])];
}

/** Our plugin brings the tools; with a server besides they would be there twice. */
function hasPlugin(): boolean {
  const { enabledPlugins } = configIn(settingsFile(), readIfThere(settingsFile()));
  return Object.entries(enabledPlugins ?? {}).some(([name, isOn]) => /^ctrlg@/.test(name) && isOn === true);
}

function isThere(): boolean {
  const command = commandInFile();
  return command !== undefined && isKept(file(), command);
}

async function apply(): Promise<McpChanged> {
  const unchanged: Changed = { file: file(), changed: false, backup: null };
  if (hasPlugin()) return { ...(await undo()), note: 'Its plugin brings the tools.' };
  if (isThere()) return unchanged;
  if (!findProgram(claudeChief.program))
    return { ...unchanged, note: `claude is not in PATH. The tools by hand: ${spoken(addArgs())}` };
  const text = readIfThere(file());
  const backup = text === undefined ? null : `${file()}.ctrlg-backup-${fileStamp()}`;
  if (backup) copyFileSync(file(), backup);
  const earlier = editFor(readRecord(), CLIENT, file());
  const edit = earlier ?? {
    client: CLIENT,
    file: file(),
    hadFile: text !== undefined,
    backup,
    values: {},
    after: '',
  };
  writeRecord({ ...withEdit(readRecord(), CLIENT, file(), edit), editor: personsEditor([]) });
  // One of another installation is in the way of ours.
  if (commandInFile()) await run(REMOVE_ARGS);
  await run(addArgs());
  return { file: file(), changed: true, backup };
}

async function undo(): Promise<Changed> {
  const record = readRecord();
  const unchanged: Changed = { file: file(), changed: false, backup: null };
  if (!editFor(record, CLIENT, file())) return unchanged;
  const isOurs = isOurServer(commandInFile() ?? []);
  if (isOurs) await run(REMOVE_ARGS);
  writeRecord(withEdit(record, CLIENT, file(), undefined));
  return { ...unchanged, changed: isOurs };
}

async function run(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
  const ran = await runBriefly(claudeChief.program, [...args], env);
  if ('failed' in ran)
    throw new UserError(`It did not work: ${spoken(args)} (${ran.failed}).`, 'Run it by hand, to see why.');
}

function proof(): Proof {
  const command = commandInFile();
  if (!hasPlugin()) return proofByFile({ client: 'claude', file: file(), command });
  if (!command || !isOurServer(command)) return { kind: 'in force', detail: 'by its plugin' };
  return {
    kind: 'not in force',
    detail: `the tools are there twice, by the plugin and in ${file()}`,
    mend: spoken(REMOVE_ARGS),
  };
}

const byPlugin = (): string =>
  `${spoken(['plugin', 'marketplace', 'add', packageFolder])} && claude plugin install ctrlg@ctrlg`;

export const claudeMcp: McpSetup = {
  hint: () => `Its plugin brings them too, with /delegate and news of what has ended: ${byPlugin()}`,
  plan: () => (hasPlugin() || isThere() ? [] : [spoken(addArgs())]),
  apply,
  undo,
  proof,
  askClient: async () =>
    hasPlugin()
      ? proof()
      : proofByClient(
          {
            program: claudeChief.program,
            args: ['mcp', 'get', SERVER],
            works: /Status: .*Connected/,
            fails: /Status: .*(Failed|Pending|Disabled).*/,
          },
          'Set it up: ctrlg setup claude',
          proof(),
        ),
};
