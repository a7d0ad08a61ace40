import { execFileSync } from 'node:child_process';
import { nowMs } from '../../system/clock.ts';
import type { OpenLink } from '../link.ts';
import { HeadlessClaude } from './headless-claude.ts';
import { readTyped } from './typed.ts';
import { type Paper, View } from './view.ts';

/** How long after a first Ctrl-C a second one ends the agent. */
const TWICE_MS = 2_000;
const WIDTH_WITHOUT_TERMINAL = 100;

/** Claude Code without a TUI, with the window for its paper. */
export const openClaudeHeadless: OpenLink = async (mailbox, options) => {
  const view = new View(paper());
  const claude = new HeadlessClaude(mailbox, view, options.folder);
  await claude.start(options);
  keepOutputFlowing();
  readTyped(process.stdin, { typed: (text) => claude.typed(text), closed: () => claude.close() });
  onCtrlC(claude, view);
  return claude;
};

function paper(): Paper {
  const { stdout } = process;
  // The window may be gone while the turn goes on.
  stdout.on('error', () => {});
  return { write: (text) => void stdout.write(text), width: () => stdout.columns || WIDTH_WITHOUT_TERMINAL };
}

/** In the terminal's ordinary mode a Ctrl-S stops whoever writes to it: the agent with its window. */
function keepOutputFlowing(): void {
  if (!process.stdin.isTTY) return;
  try {
    execFileSync('stty', ['-ixon'], { stdio: ['inherit', 'ignore', 'ignore'] });
  } catch {
    // A terminal without `stty` keeps its Ctrl-S.
  }
}

function onCtrlC(claude: HeadlessClaude, view: View): void {
  let lastMs = 0;
  process.on('SIGINT', () => {
    if (claude.isInTurn) {
      void claude.interrupt();
      return;
    }
    if (nowMs() - lastMs <= TWICE_MS) return claude.close();
    lastMs = nowMs();
    view.note('Ctrl-C once more ends it.');
  });
}
