import { UserError } from '../system/errors.ts';
import type { Client, Launch, LaunchRequest } from './client.ts';
import { launchConnector } from './connector.ts';
import { readConnectorEvent } from './connector-event.ts';
import { opencodeConfig } from './opencode-config.ts';
import { assertOpencodeVersion } from './opencode-version.ts';
import { findProgram } from './program.ts';
import { sessionWitness } from './session-file.ts';

/** opencode, its TUI in the window and our connector at its HTTP API: docs/clients.md has what was measured of it. */
export const opencode: Client = {
  channel: { kind: 'connector' },
  launch,
  readEvent: readConnectorEvent,
  witness: sessionWitness,
};

function launch(request: LaunchRequest): Launch {
  const { name, config, places } = request;
  const [program = 'opencode', ...own] = config.command ?? [];
  const file = findProgram(program, config.env.PATH);
  if (!file) {
    throw new UserError(
      `Agent ${name} runs opencode, but '${program}' is not installed (not found in PATH).`,
      'Install it with: npm install -g opencode-ai',
    );
  }
  assertOpencodeVersion(name, file);
  const persons = { ...process.env, ...config.env }.OPENCODE_CONFIG_CONTENT;
  return launchConnector(request, {
    client: 'opencode',
    argv: [file, ...own, ...config.args],
    env: { OPENCODE_CONFIG_CONTENT: opencodeConfig(places.folder, config.instructions, persons) },
  });
}
