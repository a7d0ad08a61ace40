import { AS_TEXT } from '../../src/clients/claude-text.ts';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { type RealBrain, realBrain } from './brain.ts';

/** Real Claude Code, without a TUI as the agents' client and with one as the chief's. */
export const headlessBrain = (): Promise<RealBrain> =>
  realBrain(claudeKit, {
    agent: { client: 'claude-headless' },
    hands: { interrupt: ['C-c'], approve: ['y', 'Enter'] },
    // Nothing is lost on this way; what it knows as a command of its own gets a line before it.
    taken: (prompt) => (/^\/[^\s/]+(\s|$)/.test(prompt) ? AS_TEXT + prompt : prompt),
  });
