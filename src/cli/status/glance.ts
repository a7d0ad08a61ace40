import { join } from 'node:path';
import { agentPlaces, agentsFolder, CONFIG_NAME } from '../../project/places.ts';
import { openProject } from '../../project/project.ts';
import type { AgentState, STATUS_VERSION, Status } from '../../status/status.ts';
import { listIfThere, readIfThere } from '../../system/files.ts';
import { isRunning } from '../../system/processes.ts';
import { statusFields } from './status-fields.ts';

/**
 * The document of `ctrlg status --json` where everything is in order, which status lines ask for all the time; undefined
 * where anything is not: then the full reading tells what. It loads no schema (3 ms of a start that takes 20) and takes
 * from the config only the agents' names and clients.
 */
export function glanceAtStatus(): string | undefined {
  try {
    const { folder, home } = openProject();
    const agents = glanceAtAgents(folder, home).map(({ name, client, state }) =>
      statusFields(name, client ?? ('status' in state ? state.status.client : ''), state),
    );
    return `${JSON.stringify({ agents })}\n`;
  } catch {
    return undefined;
  }
}

export interface Glanced {
  readonly name: string;
  /** From the config. */
  readonly client: string | undefined;
  readonly state: AgentState;
}

/** The agents in the config's order, then the others. Throws where anything is not in order. */
export function glanceAtAgents(folder: string, home: string): Glanced[] {
  const clients = glanceAtConfig(process.env.CTRLG_CONFIG || join(folder, CONFIG_NAME));
  return [...clients.keys(), ...otherAgents(home, clients)].map((name) => ({
    name,
    client: clients.get(name),
    state: glanceAtAgent(agentPlaces(home, name).status),
  }));
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Text that stays, comments, and commas before a closing bracket. */
const TOKENS = /("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*[}\]])/g;

function glanceAtConfig(file: string): Map<string, string> {
  const text = readIfThere(file) ?? notForAGlance();
  const plain = /\/[/*]|,\s*[}\]]/.test(text) ? text.replace(TOKENS, (_, string) => string ?? '') : text;
  const { agents } = JSON.parse(plain) as { agents: Record<string, { client?: string }> };
  return new Map(
    Object.entries(agents).map(([name, { client = 'claude' }]) => {
      if (!NAME.test(name) || typeof client !== 'string') notForAGlance();
      return [name, client];
    }),
  );
}

/** As `glanceAtAgents` for those who only want to know what runs: a config that cannot be read hides nobody. */
export function glanceAtLive(folder: string, home: string): Glanced[] {
  const order = namesOf(folder);
  return listIfThere(agentsFolder(home))
    .filter((name) => NAME.test(name))
    .sort((a, b) => placeIn(order, a) - placeIn(order, b) || (a < b ? -1 : 1))
    .flatMap((name) => {
      try {
        return [{ name, client: undefined, state: glanceAtAgent(agentPlaces(home, name).status) }];
      } catch {
        return [];
      }
    });
}

const placeIn = (order: string[], name: string): number => (order.indexOf(name) + 1 || order.length + 1) - 1;

function namesOf(folder: string): string[] {
  try {
    return [...glanceAtConfig(process.env.CTRLG_CONFIG || join(folder, CONFIG_NAME)).keys()];
  } catch {
    return [];
  }
}

function otherAgents(home: string, clients: Map<string, string>): string[] {
  return listIfThere(agentsFolder(home))
    .filter((name) => !clients.has(name) && NAME.test(name))
    .sort();
}

const STATES = ['starting', 'idle', 'working', 'blocked', 'stopped'];
const VERSION: typeof STATUS_VERSION = 1;

function glanceAtAgent(file: string): AgentState {
  const text = readIfThere(file);
  if (text === undefined) return { kind: 'absent' };
  const status = JSON.parse(text) as Status;
  if (status.version !== VERSION || !STATES.includes(status.status)) notForAGlance();
  const lives = status.status !== 'stopped' && isRunning({ pid: status.pid, started: status.pid_started });
  return { kind: lives ? 'live' : 'dead', status };
}

function notForAGlance(): never {
  throw new Error('something is not in order');
}
