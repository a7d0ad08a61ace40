import { join } from 'node:path';
import { agentPlaces } from '../../project/places.ts';
import { readStatus } from '../../status/read.ts';
import { agentOf } from '../../tasks/claimer.ts';
import { endOfOutput } from '../../workflows/command.ts';
import { attemptName, runPlaces } from '../../workflows/run-places.ts';
import type { Attempt } from '../../workflows/run-state.ts';
import { progressLine } from '../progress-line.ts';
import { AgentScreen } from '../view/agent-screen.ts';

const LOOKED_AT_BYTES = 2_000;

/** What agents and commands said last, for a person's eyes; nothing is concluded from it. */
export class LastWords {
  readonly #home: string;
  readonly #id: string;
  readonly #screens = new Map<string, AgentScreen>();

  constructor(home: string, id: string) {
    this.#home = home;
    this.#id = id;
  }

  of(attempt: Attempt): string {
    const { task } = attempt;
    if (attempt.agent === null || task === null) return this.#ofCommand(attempt);
    const agent = agentOf(this.#home, { id: task, agent: attempt.agent });
    const state = readStatus(agentPlaces(this.#home, agent).status);
    const isAtWork = state.kind === 'live' && state.status.current_task === task && !state.status.blocked_on;
    const screen = this.#screenOf(agent);
    void screen.look(state).catch(() => {});
    const word = isAtWork ? screen.linesOf(state).at(-1)?.trim() : undefined;
    return word || progressLine(state, { id: task, agent });
  }

  #ofCommand(attempt: Attempt): string {
    const folder = join(runPlaces(this.#home, this.#id).commands, attemptName(attempt));
    return endOfOutput(folder, LOOKED_AT_BYTES).trimEnd().split('\n').at(-1)?.trim() || 'runs';
  }

  #screenOf(agent: string): AgentScreen {
    const screen = this.#screens.get(agent) ?? new AgentScreen();
    this.#screens.set(agent, screen);
    return screen;
  }
}
