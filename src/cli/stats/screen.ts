import type { Measures, Summary } from '../../figures/summary.ts';
import { spokenDuration } from '../../system/clock.ts';
import { wrapTo } from '../../system/terminal.ts';
import { type Column, tableLines } from '../columns.ts';
import { dollars, shortCount } from '../figure-words.ts';
import type { Styler } from '../style.ts';

export interface ScreenOptions {
  readonly width: number;
  readonly style: Styler;
}

const LABEL = 14;

/** The figures as a person reads them: one thing a line, then a line for each agent. */
export function figureLines(summary: Summary, options: ScreenOptions): string[] {
  const { width, style } = options;
  const facts = factsOf(summary).flatMap(([label, text]) => {
    const lines = width < Number.POSITIVE_INFINITY ? wrapTo(text, width - LABEL) : [text];
    return lines.map((line, index) => {
      const head = index === 0 ? style('dim', label.padEnd(LABEL)) : ' '.repeat(LABEL);
      return head + line.replaceAll(NO_BREAK, ' ');
    });
  });
  return [style('bold', titleOf(summary)), ...facts, '', ...agentLines(summary, options)];
}

function titleOf({ tasks, byDay, byAgent }: Summary): string {
  const [first, last] = [byDay[0]!.from, byDay.at(-1)!.to];
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  return `${counted(tasks, 'task')} of ${counted(byAgent.length, 'agent')}, ${when}`;
}

function factsOf(summary: Summary): [string, string][] {
  const { turns, wait, overlap, groups, retries, retriedTasks, byAgent } = summary;
  const facts: [string, string | undefined | false][] = [
    ['ended', endedWords(summary)],
    ['open', summary.open > 0 && String(summary.open)],
    [
      'turns',
      turns &&
        `${turns.count}: median ${spoken(turns.median)}, p95 ${spoken(turns.p95)}, ${spoken(turns.sum)} in all`,
    ],
    ['wait', wait && `median ${spoken(wait.median)}, p95 ${spoken(wait.p95)} in the queue`],
    ['retries', retries > 0 && `${retries}, of ${counted(retriedTasks, 'task')}`],
    [
      'side by side',
      byAgent.length > 1 &&
        overlap &&
        `${overlap.ratio.toFixed(1)} turns at once while any ran: ${spoken(overlap.turnsMs)} of turns in ${spoken(overlap.wallMs)}`,
    ],
    [
      'speed-up',
      groups &&
        `${groups.ratio.toFixed(1)} × for ${counted(groups.prompts, 'prompt')} of several tasks: ${spoken(groups.turnsMs)} of turns in ${spoken(groups.wallMs)}, waits included`,
    ],
    ['tokens', tokenWords(summary)],
    ['cost', costWords(summary)],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

const NO_BREAK = '\u00a0';

/** A duration is not broken into two lines between its number and its unit. */
const spoken = (ms: number): string => spokenDuration(ms).replaceAll(' ', NO_BREAK);

function endedWords({ outcomes, completion, late }: Summary): string | undefined {
  if (completion === null) return undefined;
  const parts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}${outcome === 'done' ? ` (${percent(completion)})` : ''}`);
  return [...parts, ...(late > 0 ? [`${late} after the deadline`] : [])].join(', ');
}

/** 99.6 % is not all of them. */
const percent = (share: number): string => `${Math.floor(share * 100)} %`;

function tokenWords({ tokensIn, tokensOut, tokensTold, begun }: Summary): string | undefined {
  if (tokensTold === 0) return undefined;
  return `${shortCount(tokensIn)} in, ${shortCount(tokensOut)} out${toldWords(tokensTold, begun)}`;
}

function costWords({ usd, costTold, begun }: Summary): string | undefined {
  if (costTold === 0) return undefined;
  return `${dollars(usd)}${toldWords(costTold, begun)}`;
}

const toldWords = (told: number, begun: number): string =>
  told === begun ? '' : `, told for ${told} of ${counted(begun, 'task')}`;

function agentLines({ byAgent }: Summary, { width, style }: ScreenOptions): string[] {
  const column = (title: string, rank: number, textOf: (agent: Measures) => string): Column => ({
    title,
    rank,
    align: 'right',
    cells: byAgent.map((agent) => ({ text: textOf(agent) })),
  });
  const some = (count: number) => (count > 0 ? String(count) : '');
  const columns: Column[] = [
    {
      title: 'AGENT',
      cells: byAgent.map(({ agent }) => ({ text: agent, paint: (text) => style('bold', text) })),
    },
    column('TASKS', 12, ({ tasks }) => String(tasks)),
    column('DONE', 11, ({ outcomes }) => some(outcomes.done)),
    column('FAILED', 10, ({ outcomes }) => some(outcomes.failed)),
    column('OTHER', 4, ({ outcomes }) =>
      some(outcomes.cancelled + outcomes['timed-out'] + outcomes['agent-gone']),
    ),
    column('OPEN', 5, ({ open }) => some(open)),
    column('RETRIES', 3, ({ retries }) => some(retries)),
    column('TURN', 9, ({ turns }) => (turns ? spokenDuration(turns.median) : '')),
    column('TURN P95', 6, ({ turns }) => (turns ? spokenDuration(turns.p95) : '')),
    column('WAIT', 8, ({ wait }) => (wait ? spokenDuration(wait.median) : '')),
    column('WAIT P95', 7, ({ wait }) => (wait ? spokenDuration(wait.p95) : '')),
    column('TOKENS', 2, (agent) =>
      agent.tokensTold > 0 ? shortCount(agent.tokensIn + agent.tokensOut) : '',
    ),
    column('COST', 1, (agent) => (agent.costTold > 0 ? dollars(agent.usd) : '')),
  ];
  const shown = columns.filter(({ cells }) => cells.some(({ text }) => text !== ''));
  return tableLines(shown, width, (text) => style('dim', text));
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
