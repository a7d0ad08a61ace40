import { readAgents } from '../../api/read-agents.ts';
import { AgentWatch } from '../../status/agent-watch.ts';
import { Changes } from '../../system/changes.ts';
import { every, nowMs } from '../../system/clock.ts';
import { UserError } from '../../system/errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { isTerminal, print, printJson, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import type { Workplace } from '../workplace.ts';
import { statusDocument } from './agents.ts';
import { statusTable } from './table.ts';

/** A wrapper that is killed writes nothing, and ages grow by themselves. */
const LOOK_EVERY_MS = 1_000;

/** Shows the agents until the person leaves; with `json`, a document on a line of its own at every change. */
export async function watchStatus(workplace: Workplace, { json }: { json?: true }): Promise<number> {
  if (!json && !(isTerminal('stdout') && isTerminal('stdin'))) {
    throw new UserError('status --watch needs a terminal.', 'Leave out --watch, or add --json.');
  }
  const changes = new Changes();
  const watch = new AgentWatch(workplace.project.home, changes.poke);
  const leave = json ? showDocuments(workplace, changes) : showScreen(workplace, changes);
  const stopTicks = every(LOOK_EVERY_MS, changes.poke);
  try {
    await watch.start();
    return await leave;
  } finally {
    stopTicks();
    watch.close();
  }
}

/** Resolves with the exit code on the signals that end a program. */
function onSignals(end: (code: number) => void): void {
  process.once('SIGINT', () => end(EXIT_CODES.done));
  process.once('SIGTERM', () => end(128 + 15));
  process.once('SIGHUP', () => end(128 + 1));
}

function showDocuments(workplace: Workplace, changes: Changes): Promise<number> {
  let shown = '';
  void changes.until(() => {
    const document = statusDocument(workplace);
    const text = JSON.stringify(document);
    if (text !== shown) printJson(document);
    shown = text;
  });
  return new Promise(onSignals);
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** On the alternate screen; a frame is one write that only overwrites, so nothing flickers. */
async function showScreen(workplace: Workplace, changes: Changes): Promise<number> {
  const { stdin, stdout } = process;
  const style = styler('stdout');
  let shown = '';
  const draw = () => {
    const rows = stdout.rows || 24;
    const options = { width: terminalWidth(), nowMs: nowMs(), style };
    const lines = fitRows(statusTable(readAgents(workplace), options), rows - 2);
    const frame = [...lines, '', style('dim', 'q leaves')].map((line) => `${line}\u001b[K`).join('\r\n');
    if (frame !== shown) print(`\u001b[?2026h\u001b[H${frame}\u001b[J\u001b[?2026l`);
    shown = frame;
  };
  print(ENTER);
  stdin.setRawMode(true);
  try {
    void changes.until(draw);
    stdout.on('resize', () => {
      shown = '';
      changes.poke();
    });
    return await new Promise<number>((end) => {
      onSignals(end);
      stdin.on('data', (keys) => /[q\u0003\u0004]/.test(String(keys)) && end(EXIT_CODES.done));
    });
  } finally {
    stdin.setRawMode(false);
    print(LEAVE);
  }
}

function fitRows(lines: string[], rows: number): string[] {
  if (lines.length <= rows) return lines;
  const kept = Math.max(1, rows - 1);
  return [...lines.slice(0, kept), `… ${lines.length - kept} more lines`];
}
