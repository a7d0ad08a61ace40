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
  if (mention?.name === 'auto') return auto(request, mention.rest, mention.isCommand);
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
  if (config.default === 'auto') return auto(request, prompt, false);
  if (config.default !== 'menu' && config.default !== 'edit') {
    return { kind: 'agent', agent: config.default, prompt, isCommand: false, why: 'the default agent' };
  }
  if (isDelegate) return auto(request, prompt, false);
  return config.default === 'edit' ? { kind: 'edit' } : { kind: 'menu', prompt };
}

/** The best free agent by keywords, else the first free one; of busy ones the best by keywords, then by the shortest queue. */
function auto({ config, stateOf }: RouteRequest, prompt: string, isCommand: boolean): Route {
  const isInPrompt = finderIn(prompt);
  const ranked = Object.entries(config.agents)
    .map(([name, agent]) => ({
      name,
      load: loadOf(stateOf(name)),
      words: agent.keywords.filter(isInPrompt),
    }))
    .sort(
      (a, b) =>
        Number(a.load.isBusy) - Number(b.load.isBusy) ||
        b.words.length - a.words.length ||
        a.load.cost - b.load.cost,
    );
  const best = ranked[0];
  if (!best) return { kind: 'unknown-agent', name: 'auto', known: [] };
  const byPlace = best.load.isBusy ? 'all are busy, it has the shortest queue' : 'the first free agent';
  const why = `@auto: ${best.words.join(', ') || byPlace}`;
  return { kind: 'agent', agent: best.name, prompt, isCommand, why };
}

/** An agent that is not running can be started: it is as free as an idle one, only slower. */
function loadOf(state: AgentState): { isBusy: boolean; cost: number } {
  if (state.kind !== 'live') return { isBusy: false, cost: 1 };
  const { status, attended, queue } = state.status;
  if (status === 'idle' && !attended && queue.length === 0) return { isBusy: false, cost: 0 };
  return { isBusy: status !== 'starting', cost: 2 + queue.length };
}

/** Tells whether a keyword stands in the prompt as words of its own, in any case; `C++` and `pull request` are keywords too. */
function finderIn(prompt: string): (keyword: string) => boolean {
  const text = prompt.toLowerCase();
  const words = new Set(text.match(/[\p{L}\p{N}_-]+/gu));
  return (keyword) => {
    const wanted = keyword.toLowerCase();
    return words.has(wanted) || (/[^\p{L}\p{N}_-]/u.test(wanted) && phrase(wanted).test(text));
  };
}

function phrase(keyword: string): RegExp {
  const words = keyword.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${words}(?![\\p{L}\\p{N}_-])`, 'u');
}
