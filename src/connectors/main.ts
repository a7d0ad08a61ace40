import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { explain } from '../system/errors.ts';
import { letGoOfGoneTerminal } from '../system/gone-terminal.ts';
import type { OpenLink } from './link.ts';
import { runConnector } from './run-connector.ts';

/** The connectors by the name that their client has in the config. */
const LINKS: Record<string, () => Promise<OpenLink>> = {
  codex: async () => (await import('./codex/codex-link.ts')).openCodex,
  'claude-headless': async () => (await import('./claude-headless/open.ts')).openClaudeHeadless,
  opencode: async () => (await import('./opencode/opencode.ts')).openOpencode,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    client: { type: 'string', default: '' },
    agent: { type: 'string', default: '' },
    folder: { type: 'string', default: '' },
    resume: { type: 'string' },
  },
});

letGoOfGoneTerminal();
connect().then(
  ({ code, signal }) => process.exit(code ?? (signal ? 128 + constants.signals[signal] : 1)),
  (error) => {
    console.error(`ctrlg-connector: ${explain(error)}`);
    process.exit(1);
  },
);

async function connect() {
  const { client, agent: name, folder, resume = null } = values;
  const find = LINKS[client];
  if (!find || !folder || positionals.length === 0)
    throw new Error(`there is no connector '${client}'; ctrlg-agent starts this process, and nobody else.`);
  const options = { name, folder: folder.replace(/\/$/, ''), resume, argv: positionals };
  return runConnector(await find(), { ...options, cwd: process.cwd(), env: process.env });
}
