import type { Message } from '../api/ctrlg.ts';
import { listMessages } from '../api/messages.ts';
import { nowMs } from '../system/clock.ts';
import { displayText } from '../system/terminal.ts';
import { shortAge } from './age.ts';
import { type Column, tableLines } from './columns.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { messageFields } from './message-fields.ts';
import { printJson, printLine, terminalWidth } from './output.ts';
import { styler } from './style.ts';
import { assertKnown, knownAgents, openWorkplace } from './workplace.ts';

/** `ctrlg messages [AGENT]`: the newest first. */
export function messages(agent: string | undefined, { json }: { json?: true }): number {
  const workplace = openWorkplace();
  if (agent !== undefined) assertKnown([agent], knownAgents(workplace));
  const found = listMessages(workplace.project.home, { agent });
  if (json) printJson({ messages: found.map(messageFields) });
  else if (found.length === 0) printLine('No messages yet. Send one with: ctrlg send AGENT TEXT');
  else printLine(linesOf(found).join('\n'));
  return EXIT_CODES.done;
}

function linesOf(found: readonly Message[]): string[] {
  const texts = (textOf: (message: Message) => string) => found.map((one) => ({ text: textOf(one) }));
  const columns: Column[] = [
    { title: 'MESSAGE', cells: texts(({ id }) => id) },
    { title: 'STATE', cells: texts(stateWords) },
    { title: 'AGENT', rank: 3, cells: texts((one) => one.agent) },
    { title: 'FROM', rank: 1, cells: texts(({ from }) => from ?? 'you') },
    { title: 'AGE', rank: 2, cells: texts(({ sentAt }) => shortAge(nowMs() - Date.parse(sentAt))) },
    { title: 'TEXT', rank: 4, cells: texts(({ text }) => firstLine(text)) },
  ];
  const style = styler('stdout');
  return tableLines(columns, terminalWidth(), (text) => style('dim', text));
}

function stateWords({ state, how, reply }: Message): string {
  if (state === 'not-delivered') return 'not delivered';
  if (how === 'mid-turn') return 'delivered in mid-turn';
  return reply === null ? state : 'answered';
}

const firstLine = (text: string): string => displayText(text).trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
