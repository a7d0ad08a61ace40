import type { Config } from '../../project/config.ts';
import type { AgentState, Status } from '../../status/status.ts';
import type { Row } from './rows.ts';

/** One line of the menu. */
export type MenuItem = Row & { readonly kind: 'agent' | 'auto' | 'edit' | 'shell' | 'results' | 'running' };

export interface MenuFacts {
  readonly config: Config;
  stateOf(agent: string): AgentState;
  /** The person's editor as a shell command, if there is one. */
  readonly editor: string | undefined;
  /** Answers that nobody has taken: to what was asked from here, and to the rest. */
  readonly waiting: { readonly fromHere: number; readonly others: number };
  /** The agents of the tasks from here that still run, with nobody waiting. */
  readonly running: readonly string[];
}

/** The menu's lines: what is there to be taken, the agents in the config's order, then what else can be done with a prompt. */
export function menuItems({ config, stateOf, editor, waiting, running }: MenuFacts): MenuItem[] {
  const agents = Object.entries(config.agents).map(
    ([name, { description }]): MenuItem => ({
      kind: 'agent',
      name,
      ...spokenState(stateOf(name), description),
    }),
  );
  const edit = editor ? `edit in my editor (${programOf(editor)})` : 'edit in my editor';
  const actions: MenuItem[] = [
    { kind: 'auto', hotkey: 'a', name: 'auto', about: 'auto: the free agent that fits best' },
    { kind: 'edit', hotkey: 'e', name: 'edit', about: edit },
    { kind: 'shell', hotkey: 's', name: 'shell', about: 'open a shell' },
  ];
  return [...offersOf(waiting, running), ...agents, ...actions];
}

function offersOf({ fromHere, others }: MenuFacts['waiting'], running: readonly string[]): MenuItem[] {
  const count = fromHere > 0 && others > 0 ? `${fromHere}, and ${others} asked elsewhere` : fromHere + others;
  const still = running.length === 1 ? 'task asked here still runs' : 'tasks asked here still run';
  const who = [...new Set(running)].join(', ');
  const items: (MenuItem | false)[] = [
    fromHere + others > 0 && {
      kind: 'results',
      hotkey: 'r',
      name: 'results',
      about: `results waiting (${count})`,
    },
    running.length > 0 && {
      kind: 'running',
      hotkey: 'w',
      name: 'wait',
      about: `${running.length} ${still}: wait for ${running.length === 1 ? 'it' : 'them'} (${who})`,
    },
  ];
  return items.filter((item) => item !== false);
}

/** `FOO=1 '/usr/bin/code' --wait` is `code`. */
function programOf(command: string): string {
  const word = /^\s*(?:\w+=\S*\s+)*(?:'([^']*)'|"([^"]*)"|(\S+))/.exec(command);
  const path = word?.[1] ?? word?.[2] ?? word?.[3] ?? command;
  return path.slice(path.lastIndexOf('/') + 1);
}

type Spoken = Required<Pick<Row, 'state' | 'tone' | 'about'>>;

function spokenState(state: AgentState, description: string): Spoken {
  switch (state.kind) {
    case 'live':
      return spokenLive(state.status, description);
    case 'dead':
      return spokenDead(state.status, description);
    case 'absent':
      return { state: 'not started', tone: 'dim', about: description };
    case 'unreadable':
      return { state: 'unknown', tone: 'red', about: `its status file cannot be read: ${state.why}` };
    default:
      return state satisfies never;
  }
}

function spokenLive(status: Status, description: string): Spoken {
  const { blocked_on, attended, context_summary: summary, queue } = status;
  const waiting = queue.length > 0 ? ` +${queue.length}` : '';
  if (blocked_on !== null) return { state: `blocked${waiting}`, tone: 'yellow', about: blocked_on };
  if (attended)
    return { state: `attended${waiting}`, tone: 'yellow', about: 'somebody works in its window by hand' };
  const about = [summary, description].filter((text) => text !== '').join(' · ');
  return { state: `${status.status}${waiting}`, tone: status.status === 'idle' ? 'green' : 'cyan', about };
}

/** Whatever ended it, picking it starts it again; only one that could not start says why. */
function spokenDead({ status, stop_kind, stopped_because }: Status, description: string): Spoken {
  if (stop_kind === 'refused') return { state: 'dead', tone: 'red', about: stopped_because ?? description };
  return { state: status === 'stopped' ? 'not started' : 'dead', tone: 'dim', about: description };
}
