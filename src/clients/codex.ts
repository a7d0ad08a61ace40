import { spawnSync } from 'node:child_process';
import { UserError } from '../system/errors.ts';
import type { Client, Launch, LaunchRequest } from './client.ts';
import { launchConnector } from './connector.ts';
import { readConnectorEvent } from './connector-event.ts';
import { findProgram } from './program.ts';
import { sessionWitness } from './session-file.ts';

/** Codex, by its own app-server: docs/clients.md has what was measured of it. */
export const codex: Client = {
  channel: { kind: 'connector' },
  launch,
  readEvent: readConnectorEvent,
  witness: sessionWitness,
};

const PACKAGE = '@openai/codex';
/** The release that this was built on; older ones are tried, unless they say that they cannot. */
const KNOWN = '0.169.0';

function launch(request: LaunchRequest): Launch {
  const { name, config } = request;
  const [program = 'codex', ...own] = config.command ?? [];
  const file = findProgram(program, config.env.PATH);
  if (!file) {
    throw new UserError(
      `Agent ${name} runs Codex, but '${program}' is not installed (not found in PATH).`,
      `Install it with: npm install -g ${PACKAGE}`,
    );
  }
  assertHasServer(name, [file, ...own]);
  const settings = ['check_for_update_on_startup=false'];
  if (config.instructions) settings.push(`developer_instructions=${JSON.stringify(config.instructions)}`);
  const overrides = settings.flatMap((setting) => ['-c', setting]);
  return launchConnector(request, {
    client: 'codex',
    // What the person says comes last, and wins.
    argv: [file, ...own, '--', ...overrides, ...config.args],
  });
}

/** An old Codex has no server that a TUI of its own can share with us; what it says of its options tells. */
function assertHasServer(name: string, [file = '', ...own]: string[]): void {
  const said = (...args: string[]) => {
    const { stdout } = spawnSync(file, [...own, ...args], { encoding: 'utf8', timeout: 20_000 });
    return stdout ?? '';
  };
  if (said('app-server', '--help').includes('unix://')) return;
  const version = /\d+\.\d+\.\d+\S*/.exec(said('--version'))?.[0];
  throw new UserError(
    version
      ? `Agent ${name} runs Codex ${version}, which is too old: its app-server cannot listen on a unix socket. ${KNOWN} can.`
      : `Agent ${name} runs Codex, but ${file} does not answer like Codex.`,
    `Install it with: npm install -g ${PACKAGE}`,
  );
}
