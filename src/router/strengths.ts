import type { AgentConfig, Config, KindOfWork } from '../project/config.ts';

/** What a client's models are taken to be good at; `strengths` in the config says otherwise, for a client or an agent. */
const OF_CLIENTS: Record<string, readonly KindOfWork[]> = {
  claude: ['design', 'review', 'write'],
  'claude-headless': ['design', 'review', 'write'],
  codex: ['implement', 'test'],
  gemini: ['research'],
};

/** The words, as stems, by which a prompt shows what kind of work it asks for. */
const WORDS: Record<KindOfWork, readonly string[]> = {
  design: ['design', 'architectur', 'plan', 'approach', 'propos', 'tradeoff', 'sketch', 'structur'],
  implement: [
    'implement',
    'code',
    'fix',
    'bug',
    'add',
    'build',
    'refactor',
    'renam',
    'migrat',
    'port',
    'chang',
  ],
  test: ['test', 'coverag', 'reproduc', 'flaki', 'fail', 'regress'],
  review: ['review', 'audit', 'critiqu', 'check', 'inspect', 'secur'],
  research: ['research', 'find', 'compar', 'investig', 'search', 'explor', 'survei'],
  write: ['write', 'document', 'readm', 'draft', 'explain', 'summar', 'changelog', 'translat'],
};

/** The kinds of work that a prompt asks for, by the stems of its words. */
export const kindsIn = (stems: ReadonlyMap<string, unknown>): KindOfWork[] =>
  (Object.keys(WORDS) as KindOfWork[]).filter((kind) => WORDS[kind].some((stem) => stems.has(stem)));

/** What an agent is good at: by its own config, else by the project's for its client, else by our table. */
export const strengthsOf = (config: Config, agent: AgentConfig): readonly KindOfWork[] =>
  agent.strengths ?? config.strengths[agent.client] ?? OF_CLIENTS[agent.client] ?? [];
