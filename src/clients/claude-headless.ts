import { claude, claudeSettings, findClaude } from './claude.ts';
import type { Client, Launch, LaunchRequest } from './client.ts';
import { launchConnector } from './connector.ts';
import { readConnectorEvent } from './connector-event.ts';
import { sessionWitness } from './session-file.ts';

/** Claude Code without a TUI, for machines without a screen: docs/clients.md has what was measured of it. */
export const claudeHeadless: Client = {
  channel: { kind: 'connector' },
  launch,
  readEvent: readConnectorEvent,
  midTurn: claude.midTurn,
  witness: sessionWitness,
};

/** What makes it speak, and be spoken to, in lines of JSON. */
const SPEAKS_JSON = [
  '-p',
  '--verbose',
  ...['--input-format', 'stream-json'],
  ...['--output-format', 'stream-json'],
  // Its text as it comes.
  '--include-partial-messages',
  // What it has taken, sent back.
  '--replay-user-messages',
  // Its questions come to us.
  ...['--permission-prompt-tool', 'stdio'],
];

function launch(request: LaunchRequest): Launch {
  const { name, config } = request;
  const { file, own, env } = findClaude(request);
  const argv = [
    file,
    ...own,
    ...SPEAKS_JSON,
    '--settings',
    // Its events come to us as lines; the hook is there for what it may tell the model.
    JSON.stringify(claudeSettings(['PostToolUse'])),
    '--name',
    name,
  ];
  if (config.instructions) argv.push('--append-system-prompt', config.instructions);
  return launchConnector(request, { client: 'claude-headless', argv: [...argv, ...config.args], env });
}
