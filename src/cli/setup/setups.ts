import { UsageError } from '../usage-error.ts';
import { claudeSetup } from './claude-setup.ts';
import type { ClientSetup } from './client-setup.ts';
import { codexSetup } from './codex-setup.ts';
import { geminiSetup } from './gemini-setup.ts';
import { opencodeSetup } from './opencode-setup.ts';

export const SETUPS: readonly ClientSetup[] = [claudeSetup, codexSetup, geminiSetup, opencodeSetup];

/** The set-ups of the clients named; without a name, of those that are installed. Throws a UsageError for a name that is none. */
export function setupsOf(names: readonly string[]): ClientSetup[] {
  const unknown = names.find((name) => !SETUPS.some(({ chief }) => chief.client === name));
  if (unknown !== undefined) {
    const known = SETUPS.map(({ chief }) => chief.client).join(', ');
    throw new UsageError(`'${unknown}' is no client that ctrlg can set up.`, `Known: ${known}.`);
  }
  if (names.length > 0) return SETUPS.filter(({ chief }) => names.includes(chief.client));
  const installed = SETUPS.filter((setup) => setup.isInstalled());
  // It can be installed so that only an alias of the person's shell knows it.
  return installed.length > 0 ? installed : [claudeSetup];
}
