import { delimiter } from 'node:path';
import { agentToken, TOKEN_VARIABLE } from '../project/agent-token.ts';
import type { AgentConfig } from '../project/config.ts';
import { binFolder } from '../project/package.ts';
import type { AgentPlaces } from '../project/places.ts';

/** What a client leaves in the environment of its children and would take for its own when an agent inherits it. */
const OF_THE_CHIEF = [
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SSE_PORT',
  'CLAUDE_CODE_SESSION_ID',
];

/**
 * The environment of an agent's client: the window's own, the agent's config, and our deliver script as its editor.
 * The script is named without its path: clients split the variable in ways of their own, and a path may hold spaces.
 */
export function clientEnv(
  name: string,
  config: AgentConfig,
  places: AgentPlaces,
  userEditor: string,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...config.env };
  for (const key of OF_THE_CHIEF) delete env[key];
  if (env.CTRLG_NODE_EXTRA_CA_CERTS) env.NODE_EXTRA_CA_CERTS = env.CTRLG_NODE_EXTRA_CA_CERTS;
  delete env.CTRLG_NODE_EXTRA_CA_CERTS;
  return {
    ...env,
    PATH: `${binFolder}${delimiter}${env.PATH ?? ''}`,
    EDITOR: 'ctrlg-deliver',
    VISUAL: 'ctrlg-deliver',
    CTRLG_AGENT: name,
    CTRLG_AGENT_DIR: places.folder,
    [TOKEN_VARIABLE]: agentToken(places.folder),
    CTRLG_USER_EDITOR: userEditor,
  };
}
