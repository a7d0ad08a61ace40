import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ModelStub, type Reply, startModelStub } from '../../src/model-stub/model-stub.ts';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { type ClientKit, plainEnv } from '../../src/selftest/kits/kit.ts';
import { installClient } from './install-client.ts';
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
 *     busy-N   is refused N times because the model is overloaded, then answers
 *     rate-N   is refused N times because there were too many requests, then answers
 *     cut-N    uses a tool and is cut off after it, at each time but the one that is asked to go on
 *     limit-N  meets a usage limit that lasts for hours
 *
 * Asked to go on, it answers `went on: <prompt>`.
 */
export interface Brain {
  readonly kind: 'scripted' | ClientKit['client'];
  /** What the config says of each agent. */
  readonly agent: Record<string, unknown>;
  /** The chief's client, as a shell command, and tmux's names of its editor keys. */
  readonly chiefCommand: string;
  readonly editorKeys: readonly string[];
  /** What a person presses at an agent's window. */
  readonly hands: Hands;
  /** What the client takes of a prompt that Claude Code takes as `arrives`. */
  taken(prompt: string, arrives: string): string;
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

/** tmux's names of the keys for it. */
export interface Hands {
  readonly interrupt: readonly string[];
  /** How soon a turn is over that was interrupted so; 1.5 s unless given. */
  readonly isOverWithinMs?: number;
  readonly approve: readonly string[];
}

const AT_A_TUI: Hands = { interrupt: ['Escape'], approve: ['Enter'] };

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
    editorKeys: ['C-g'],
    hands: AT_A_TUI,
    taken: (prompt, arrives) => (arrives.includes('<\\') ? prompt : arrives),
    prepare(rig) {
      root = rig.root;
      mkdirSync(join(root, 'home/tmp'), { recursive: true });
      writeFileSync(script(), JSON.stringify({ version: 1, rules: [...rules, ...standardRules(root)] }));
      return { ...plainEnv(join(root, 'home'), pathWithNode()), CTRLG_USER_EDITOR: 'false' };
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
  if (!existsSync(agents)) return [];
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
  const refusal = (word: string, n: number, fail: string, why: string) => ({
    includes: `${word}-${n}`,
    times: n,
    do: [{ fail, why }],
  });
  return [
    { matches: 'was cut off \\(', do: [{ reply: 'went on: {prompt}' }] },
    ...numbers.map((n) => refusal('busy', n, 'API Error: 529 Overloaded', 'overloaded')),
    ...numbers.map((n) => refusal('rate', n, 'API Error: Request rejected (429)', 'rate-limit')),
    ...numbers.map((n) => ({
      includes: `cut-${n}`,
      do: [{ use: 'read the config' }, { fail: 'API Error: Connection lost', why: 'network' }],
    })),
    ...numbers.map((n) => ({
      includes: `limit-${n}`,
      do: [{ fail: "You've hit your limit", why: 'usage-limit', forMs: LIMIT_MS }],
    })),
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

const LIMIT_MS = 3 * 3_600_000;

const releaseFile = (root: string, n: number): string => join(root, `release-${n}`);

/** What a real brain is asked for beyond the kit. */
export interface RealBrainOptions {
  /** What the config says of each agent beyond the client's program and arguments. */
  readonly agent?: Record<string, unknown>;
  readonly extraEnv?: Record<string, string>;
  readonly hands?: Hands;
  /** What the client takes of a prompt, where that is not what Claude Code takes. */
  readonly taken?: Brain['taken'];
  /** The client's own session file. */
  readonly sessionFile?: (root: string, agent: string, clientPid: number) => string;
}

export type RealBrain = Brain & { readonly api: ModelStub };

/** A real client on both sides, against the stub of its model on loopback. */
export async function realBrain(kit: ClientKit, options: RealBrainOptions = {}): Promise<RealBrain> {
  const binary = await installClient(kit);
  const api = await startModelStub();
  let root = '';
  let project = '';
  const refusals = new Map<string, number>();
  api.reply(({ text }) => refusalOf(text, refusals) ?? cutOf(text, kit, project) ?? replyTo(text, kit, root));
  const sessionFile = options.sessionFile ?? connectorSession;
  return {
    kind: kit.client,
    api,
    agent: { client: kit.client, command: [binary], args: kit.agentArgs, ...options.agent },
    chiefCommand: kit.chiefCommand(binary),
    editorKeys: kit.editorKeys,
    hands: options.hands ?? AT_A_TUI,
    taken: options.taken ?? ((_prompt, arrives) => arrives),
    prepare(rig) {
      ({ root, project } = rig);
      const place = { home: join(root, 'h'), apiUrl: api.url };
      kit.prepareHome({ ...place, projectDirs: [rig.project] });
      return { ...kit.env(place), CTRLG_USER_EDITOR: 'false', ...options.extraEnv };
    },
    isChiefReady: kit.isReady,
    release: (n) => writeFileSync(releaseFile(root, n), ''),
    clientState: (agent, pid) => stateIn(sessionFile(root, agent, pid)),
    prompts: () => api.requests.map(({ text }) => text).filter((text) => text !== ''),
    close: () => api.close(),
  };
}

const connectorSession = (root: string, agent: string): string =>
  join(root, 'state/agents', agent, 'session.json');

/** Real Claude Code on both sides; a subscriber has usage limits. */
export const claudeBrain = ({ isSubscriber = false } = {}): Promise<RealBrain> =>
  realBrain(claudeKit, {
    extraEnv: isSubscriber ? SUBSCRIBER : {},
    sessionFile: (root, _, pid) => join(root, 'h/.claude/sessions', `${pid}.json`),
  });

const pathWithNode = (): string =>
  [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');

function replyTo(prompt: string, kit: ClientKit, root: string): Reply {
  const n = Number(/(?:hold|ask|fail|hang)-(\d)/.exec(prompt)?.[1]);
  const echo: Reply = { kind: 'text', text: `echo: ${prompt}` };
  if (/hold-\d/.test(prompt)) return { ...echo, until: fileThere(releaseFile(root, n)) };
  // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
  if (/ask-\d/.test(prompt)) return { kind: 'tool', ...kit.shellTool(`touch asked-${n}`), then: echo };
  if (/fail-\d/.test(prompt)) return { kind: 'error', status: 400, message: 'the model refused' };
  if (/hang-\d/.test(prompt)) return { ...echo, until: new Promise(() => {}) };
  return echo;
}

/** A token that is none; with it Claude Code takes the limits of a plan for its own. */
const SUBSCRIBER = {
  ANTHROPIC_API_KEY: '',
  CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-not-a-token-0123456789',
};

function refusalOf(prompt: string, refusals: Map<string, number>): Reply | undefined {
  const [, word = '', n] = /\b(busy|rate|limit)-(\d)/.exec(prompt) ?? [];
  if (!n || /was cut off \(/.test(prompt)) return undefined;
  if (word === 'limit') return { kind: 'error', status: 429, message: 'limit', headers: limitHeaders() };
  const given = refusals.get(prompt) ?? 0;
  if (given >= Number(n)) return undefined;
  refusals.set(prompt, given + 1);
  const status = word === 'busy' ? 529 : 429;
  return { kind: 'error', status, message: word === 'busy' ? 'Overloaded' : 'Too many requests' };
}

const limitHeaders = (): Record<string, string> => ({
  'anthropic-ratelimit-unified-status': 'rejected',
  'anthropic-ratelimit-unified-reset': String(Math.round((Date.now() + LIMIT_MS) / 1_000)),
  'anthropic-ratelimit-unified-representative-claim': 'five_hour',
});

function cutOf(prompt: string, kit: ClientKit, project: string): Reply | undefined {
  if (/was cut off \(/.test(prompt)) return { kind: 'text', text: `went on: ${prompt}` };
  if (!/\bcut-\d/.test(prompt)) return undefined;
  const tool = kit.readTool(join(project, 'ctrlg.config.json'));
  // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
  return { kind: 'tool', ...tool, then: { kind: 'cut', text: 'This will never be whole.' } };
}

const fileThere = (file: string): Promise<unknown> =>
  until(file, () => existsSync(file), { timeoutMs: 110_000 }).catch(() => {});
