import { parseArgs } from 'node:util';
import { Mistake } from './mistake.mjs';

export const USAGE = `npm run demo [-- OPTIONS]

  --claude  real Claude Code on both sides, against a stub of its API: still no key and no account
            (installs a pinned Claude Code in this repository, once, some 400 MB)
  --keep    leave the tmux server running, to look around in
  --help    this`;

export function readOptions(args) {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ args, options: { claude: flag, keep: flag, help: flag } }).values;
  } catch (error) {
    throw new Mistake(`${error.message}\n\n${USAGE}`);
  }
}
