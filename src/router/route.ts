import type { Config } from '../project/config.ts';
import type { AgentState } from '../status/status.ts';
import { readMention } from './mention.ts';

/** Where a prompt goes. */
export type Route =
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly prompt: string;
      readonly isCommand: boolean;
      readonly why: string;
    }
  | { readonly kind: 'menu'; readonly prompt: string }
  | { readonly kind: 'edit' }
  | { readonly kind: 'unknown-agent'; readonly name: string; readonly known: string[] };

export interface RouteRequest {
  readonly prompt: string;
  readonly config: Config;
  /** How an agent is at this moment; asked only where it decides something. */
  stateOf(agent: string): AgentState;
  /** Whether a file of that name is in the working folder: then `@name` means the file. */
  isFile(name: string): boolean;
  /** A `.delegate` file stands beside the prompt file: no menu. */
  readonly isDelegate: boolean;
}

/** Chooses where a prompt goes: by its mention, else by the config's `default`. */
export function route(request: RouteRequest): Route {
  const { config, prompt } = request;
  const mention = readMention(prompt);
  if (mention?.name === 'auto') return auto(request, mention.rest);
  if (mention && Object.hasOwn(config.agents, mention.name)) {
    return {
      kind: 'agent',
      agent: mention.name,
      prompt: mention.rest,
      isCommand: mention.isCommand,
      why: 'named in the prompt',
    };
  }
  if (mention && !request.isFile(mention.name)) {
    return { kind: 'unknown-agent', name: mention.name, known: Object.keys(config.agents) };
  }
  return byDefault(request);
}

function byDefault(request: RouteRequest): Route {
  const { config, prompt, isDelegate } = request;
  if (config.default === 'auto') return auto(request, prompt);
  if (config.default !== 'menu' && config.default !== 'edit') {
    return { kind: 'agent', agent: config.default, prompt, isCommand: false, why: 'the default agent' };
  }
  if (isDelegate) return auto(request, prompt);
  return config.default === 'edit' ? { kind: 'edit' } : { kind: 'menu', prompt };
}

/** The best free agent by keywords, else the first free one, else the one with the shortest queue. */
function auto({ config, stateOf }: RouteRequest, prompt: string): Route {
  const ranked = Object.entries(config.agents)
    .map(([name, agent]) => ({ name, load: loadOf(stateOf(name)), words: matches(prompt, agent.keywords) }))
    .sort(
      (a, b) =>
        Number(a.load.isBusy) - Number(b.load.isBusy) ||
        b.words.length - a.words.length ||
        a.load.cost - b.load.cost,
    );
  const best = ranked[0];
  if (!best) return { kind: 'unknown-agent', name: 'auto', known: [] };
  const why = best.words.length > 0 ? `@auto: ${best.words.join(', ')}` : '@auto: the first free agent';
  return { kind: 'agent', agent: best.name, prompt, isCommand: false, why };
}

/** An agent that is not running can be started: it is as free as an idle one, only slower. */
function loadOf(state: AgentState): { isBusy: boolean; cost: number } {
  if (state.kind !== 'live') return { isBusy: false, cost: 1 };
  const { status, attended, queue } = state.status;
  if (status === 'idle' && !attended && queue.length === 0) return { isBusy: false, cost: 0 };
  return { isBusy: status !== 'starting', cost: 2 + queue.length };
}

function matches(prompt: string, keywords: string[]): string[] {
  const words = new Set(prompt.toLowerCase().match(/[\p{L}\p{N}_-]+/gu));
  return keywords.filter((keyword) => words.has(keyword.toLowerCase()));
}
