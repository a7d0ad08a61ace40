import type { AgentState } from '../../status/status.ts';
import { nowMs } from '../../system/clock.ts';
import { serverAt } from '../../tmux/server.ts';
import { lastLines } from '../../tmux/windows.ts';
import { tellingLines } from './excerpt.ts';

/** Lines of the agent's screen that are looked at: clients end theirs with an input box and hints. */
const LOOKED_AT = 40;

/** Each look is a process. */
const LOOK_EVERY_MS = 900;

/** What one agent's window shows; for a person's eyes, nothing is concluded from it. */
export class AgentScreen {
  #pane = '';
  #lines: string[] = [];
  #lookedAtMs = 0;

  /** The lines seen last; none where they were another agent's. */
  linesOf(agent: AgentState): string[] {
    return 'status' in agent && agent.status.pane_id === this.#pane ? this.#lines : [];
  }

  /** Makes the next look a fresh one: the agent has changed. */
  forget(): void {
    this.#lookedAtMs = 0;
  }

  /** Looks at the window unless it has just been looked at; true when it shows something else than before. */
  async look(agent: AgentState): Promise<boolean> {
    if (agent.kind !== 'live' || nowMs() - this.#lookedAtMs < LOOK_EVERY_MS) return false;
    this.#lookedAtMs = nowMs();
    const { tmux_socket, pane_id } = agent.status;
    const screen = await lastLines(serverAt(tmux_socket), pane_id, LOOKED_AT).catch(() => []);
    const lines = tellingLines(screen);
    const isNew = pane_id !== this.#pane || lines.join('\n') !== this.#lines.join('\n');
    this.#lines = lines;
    this.#pane = pane_id;
    return isNew;
  }
}
