import { stripVTControlCharacters } from 'node:util';
import { findProgram } from '../../clients/program.ts';
import { runBriefly } from '../run-briefly.ts';
import { canRun } from './hook-command.ts';
import { isOurServer } from './mcp-command.ts';
import { SERVER } from './mcp-setup.ts';
import type { Proof } from './setup-result.ts';

/** What a client's config has under our name. */
export interface ServerInFile {
  readonly client: string;
  readonly file: string;
  /** The command and its arguments; undefined where there is none. */
  readonly command: readonly unknown[] | undefined;
}

export function proofByFile({ client, file, command }: ServerInFile): Proof {
  const mend = `Set it up: ctrlg setup ${client}`;
  if (!command) return { kind: 'not in force', detail: `${file} has no server ${SERVER}`, mend };
  const program = String(command[0]);
  if (!isOurServer(command))
    return { kind: 'not in force', detail: `${file}: its ${SERVER} is ${program}`, mend: 'Rename it there.' };
  if (!findProgram(program)) return { kind: 'not in force', detail: `${program} is not there`, mend };
  return { kind: 'in force', detail: `${file}: ${program} mcp` };
}

/** How a client is asked what it knows of our server. */
export interface Asked {
  readonly program: string;
  readonly args: readonly string[];
  /** What it says of a server that answers, and of one that does not. */
  readonly works: RegExp;
  readonly fails: RegExp;
}

/** Nothing of the client's own goes over the network. A list reaches the person's other servers, as each start does. */
const QUIET = {
  NO_COLOR: '1',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  GEMINI_CLI_NO_RELAUNCH: 'true',
  // It starts no server in a folder that is not trusted, which says nothing of the settings.
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
};

/** At its very first start opencode takes half of that. */
const PATIENCE_MS = 20_000;

/** The client's own word; `otherwise` where it is not there, is too slow, or says neither. */
export async function proofByClient(
  { program, args, works, fails }: Asked,
  mend: string,
  otherwise: Proof,
): Promise<Proof> {
  if (!canRun(program)) return otherwise;
  // Some tell it on standard error.
  const words = ['-c', 'exec "$0" "$@" 2>&1', program, ...args];
  const ran = await runBriefly('/bin/sh', words, { ...process.env, ...QUIET }, PATIENCE_MS);
  const said = 'output' in ran ? stripVTControlCharacters(ran.output) : '';
  const command = [program, ...args].join(' ');
  if (fails.test(said))
    return { kind: 'not in force', detail: `${command}: ${said.match(fails)![0].trim()}`, mend };
  return works.test(said)
    ? { kind: 'in force', detail: `${command}: ${said.match(works)![0].trim()}` }
    : otherwise;
}
