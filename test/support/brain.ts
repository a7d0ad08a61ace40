import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claudeEnv, installClaude, prepareClaudeHome } from './claude.ts';
import { type MessagesApi, type Reply, startMessagesApi } from './messages-api.ts';
import { until } from './until.ts';

/**
 * What stands behind the clients of a rig. Whatever it is, words in a prompt decide what a turn does, so that one story
 * runs on our scripted client and on the real ones:
 *
 *     (none)   answers `echo: <prompt>`
 *     hold-N   the same, once `release(N)` was called
 *     ask-N    asks for the permission to run `touch asked-N` first
 *     fail-N   fails at the model
 *     hang-N   does not end by itself
 */
export interface Brain {
  readonly kind: 'scripted' | 'claude';
  /** What the config says of each agent. */
  readonly agent: Record<string, unknown>;
  /** The chief's client, as a shell command. */
  readonly chiefCommand: string;
  /** Prepares a rig's folder; the environment of everything in it. */
  prepare(rig: { root: string; project: string }): Record<string, string>;
  isChiefReady(screen: string): boolean;
  release(n: number): void;
  /** What the client's own session file says of it. */
  clientState(agent: string, clientPid: number): string | undefined;
  /** The prompts that the models behind the agents were given, in order: the proof that nothing was done twice. */
  prompts(): string[];
  close(): Promise<void>;
}

const repository = join(import.meta.dirname, '../..');

/** Our own terminal client on both sides: no model, no key. */
export function scriptedBrain(rules: object[] = []): Brain {
  let root = '';
  const script = () => join(root, 'script.json');
  return {
    kind: 'scripted',
    get agent() {
      return { client: 'scripted', args: ['--script', script()] };
    },
    chiefCommand: `'${process.execPath}' '${repository}/dist/terminal-client.cjs' --engine scripted --title chief`,
    prepare(rig) {
      root = rig.root;
      mkdirSync(join(root, 'home/tmp'), { recursive: true });
      writeFileSync(script(), JSON.stringify({ version: 1, rules: [...rules, ...standardRules(root)] }));
      return claudeEnv({
        home: join(root, 'home'),
        apiUrl: 'http://127.0.0.1:9',
        extra: { CTRLG_USER_EDITOR: 'false' },
      });
    },
    isChiefReady: (screen) => /^>/m.test(screen),
    release: (n) => writeFileSync(releaseFile(root, n), ''),
    clientState: (agent) => stateIn(join(root, 'state/agents', agent, 'session.json')),
    prompts: () => conversationPrompts(join(root, 'state/agents')),
    close: async () => {},
  };
}

function stateIn(file: string): string | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).status;
  } catch {
    return undefined;
  }
}

function conversationPrompts(agents: string): string[] {
  const files = readdirSync(agents, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  const lines = files.flatMap((name) => readFileSync(join(agents, name), 'utf8').trim().split('\n'));
  return lines
    .map((line) => JSON.parse(line))
    .flatMap((entry) => (entry.kind === 'prompt' ? [entry.text] : []));
}

function standardRules(root: string): object[] {
  const numbers = [1, 2, 3];
  return [
    ...numbers.map((n) => ({
      includes: `hold-${n}`,
      do: [{ hold: releaseFile(root, n) }, { reply: 'echo: {prompt}' }],
    })),
    ...numbers.map((n) => ({
      includes: `ask-${n}`,
      do: [{ ask: `touch asked-${n}` }, { reply: 'echo: {prompt}' }],
    })),
    ...numbers.map((n) => ({ includes: `fail-${n}`, do: [{ fail: 'API Error: 400 the model refused' }] })),
    ...numbers.map((n) => ({ includes: `hang-${n}`, do: [{ hang: true }] })),
  ];
}

const releaseFile = (root: string, n: number): string => join(root, `release-${n}`);

/** Real Claude Code on both sides, against a stub of the Messages API on loopback. */
export async function claudeBrain(): Promise<Brain & { readonly api: MessagesApi }> {
  const binary = await installClaude();
  const api = await startMessagesApi();
  let root = '';
  api.reply(({ text }) => replyTo(text, root));
  return {
    kind: 'claude',
    api,
    agent: { client: 'claude', command: [binary], args: ['--permission-mode', 'default'] },
    chiefCommand: `'${binary}'`,
    prepare(rig) {
      root = rig.root;
      const home = join(root, 'h');
      prepareClaudeHome({ home, projectDirs: [rig.project] });
      return claudeEnv({
        home,
        apiUrl: api.url,
        extra: { CTRLG_USER_EDITOR: 'false', PATH: pathWithNode() },
      });
    },
    isChiefReady: (screen) => /^❯/m.test(screen),
    release: (n) => writeFileSync(releaseFile(root, n), ''),
    clientState: (_, pid) => stateIn(join(root, 'h/.claude/sessions', `${pid}.json`)),
    prompts: () => api.requests.map(({ text }) => text).filter((text) => text !== ''),
    close: () => api.close(),
  };
}

const pathWithNode = (): string =>
  [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');

function replyTo(prompt: string, root: string): Reply {
  const n = Number(/(?:hold|ask|fail|hang)-(\d)/.exec(prompt)?.[1]);
  const echo: Reply = { kind: 'text', text: `echo: ${prompt}` };
  if (/hold-\d/.test(prompt)) return { ...echo, until: fileThere(releaseFile(root, n)) };
  if (/ask-\d/.test(prompt)) {
    return {
      kind: 'tool',
      name: 'Bash',
      input: { command: `touch asked-${n}`, description: 'asks' },
      // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
      then: echo,
    };
  }
  if (/fail-\d/.test(prompt)) return { kind: 'error', status: 400, message: 'the model refused' };
  if (/hang-\d/.test(prompt)) return { ...echo, until: new Promise(() => {}) };
  return echo;
}

const fileThere = (file: string): Promise<unknown> =>
  until(file, () => existsSync(file), { timeoutMs: 110_000 }).catch(() => {});
