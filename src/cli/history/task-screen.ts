import { localDay, localTime, spokenDuration } from '../../system/clock.ts';
import { displayText, padTo, wrapTo } from '../../system/terminal.ts';
import { dollars, shortCount } from '../figure-words.ts';
import type { Styler } from '../style.ts';
import { outcomeCell } from './table.ts';
import type { WholeTask } from './whole-task.ts';

export interface ScreenOptions {
  readonly width: number;
  readonly style: Styler;
}

/** One task as a person reads it: what was asked, what happened, what came of it. */
export function taskScreen(whole: WholeTask, options: ScreenOptions): string[] {
  const { task, prompt, context, result } = whole;
  return [
    titleLine(whole, options),
    ...factLines(whole, options),
    ...headLines('Context', context, `cat ${task.id}/context.md in the state folder`, options),
    ...headLines('Prompt', prompt, `ctrlg history ${task.id} --json`, options),
    ...stepLines(whole, options),
    ...headLines('Result', result, `ctrlg results ${task.id}`, options),
  ];
}

function titleLine({ task, entry, status }: WholeTask, { style }: ScreenOptions): string {
  const outcome = entry ? outcomeCell(entry, style) : { text: status };
  const took = entry?.row.turnMs ? ` in ${spokenDuration(entry.row.turnMs)}` : '';
  const painted = 'paint' in outcome && outcome.paint ? outcome.paint(outcome.text) : outcome.text;
  return `${style('bold', `Task ${task.id}`)} · ${painted}${took}`;
}

const LABEL = 10;

function factLines(whole: WholeTask, { width, style }: ScreenOptions): string[] {
  return factsOf(whole).flatMap(([label, text]) => {
    const lines = wrapped(displayText(text).replaceAll(/\s+/g, ' '), width - LABEL);
    return lines.map(
      (line, index) => (index === 0 ? style('dim', label.padEnd(LABEL)) : ' '.repeat(LABEL)) + line,
    );
  });
}

function factsOf({ task, entry, agent, waitsFor, notBefore, group }: WholeTask): [string, string][] {
  const row = entry?.row;
  const facts: [string, string | undefined | false][] = [
    ['asked', askedWords(task)],
    ['agent', agent],
    ['reason', row?.reason],
    ['after', task.after.join(', ')],
    ['waits for', waitsFor.join(', ')],
    ['not before', notBefore !== null && moment(notBefore)],
    [
      'group',
      group.length > 1 &&
        group.map(({ id, agent: name, outcome, state }) => `${id} (${name}, ${outcome ?? state})`).join(', '),
    ],
    ['within', task.parent !== null && `a turn of task ${task.parent}`],
    ['waited', entry?.waitMs !== undefined && spokenDuration(entry.waitMs)],
    ['tries', row && row.attempts > 1 && `${row.attempts}, of ${task.retries + 1} at most`],
    ['tokens', tokenWords(row)],
    ['cost', row?.costUsd != null && dollars(row.costUsd)],
    [
      'deadline',
      (!row || row.outcome === null || row.isLate) &&
        `${moment(task.deadline_at)}${row?.isLate ? ', it ended later' : ''}`,
    ],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function askedWords({
  created_at,
  origin,
  target,
  agent,
  priority,
  form,
  is_background,
}: WholeTask['task']): string {
  return [
    `${moment(created_at)} by ${origin.kind}`,
    ...(target === agent ? [] : [`of ${target}`]),
    ...(priority === 'normal' ? [] : [`${priority} priority`]),
    ...(form === 'command' ? ['a command for the client'] : []),
    ...(is_background ? ['in the background'] : []),
  ].join(', ');
}

function tokenWords(
  row: { tokensIn: number | null; tokensOut: number | null } | undefined,
): string | undefined {
  if (!row || (row.tokensIn === null && row.tokensOut === null)) return undefined;
  return `${shortCount(row.tokensIn ?? 0)} in, ${shortCount(row.tokensOut ?? 0)} out`;
}

const moment = (iso: string): string => {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : `${localDay(ms)} ${localTime(ms, { withSeconds: true })}`;
};

const INDENT = '  ';

function stepLines({ steps }: WholeTask, { width, style }: ScreenOptions): string[] {
  if (steps.length === 0) return [];
  const whats = Math.max(...steps.map(({ what }) => what.length));
  const lines = steps.flatMap(({ at, what, evidence }, index) => {
    const before = steps[index - 1];
    const later = before ? `+${spokenDuration(Math.max(0, Date.parse(at) - Date.parse(before.at)))}` : '';
    // The day stands where it is another one.
    const isSameDay = before && localDay(Date.parse(before.at)) === localDay(Date.parse(at));
    const time = isSameDay || !before ? moment(at).slice(11) : moment(at).slice(5);
    const head = `${INDENT}${padTo(time, 8)}  ${later.padStart(9)}  ${padTo(what, whats)}  `;
    const text = displayText(evidence).replaceAll(/\s+/g, ' ').trim();
    return wrapped(text, Math.max(20, width - head.length))
      .map((line, at) => (at === 0 ? head : ' '.repeat(head.length)) + line)
      .map((line) => line.trimEnd());
  });
  return ['', style('dim', 'Steps'), ...lines];
}

const MOST_LINES = 10;

/** The first lines of a text, and how to see the rest. */
function headLines(title: string, text: string, rest: string, { width, style }: ScreenOptions): string[] {
  if (text.trim() === '') return [];
  const all = displayText(text)
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapped(line, width - INDENT.length));
  // To say that there is one more line takes a line.
  const shown = all.length === MOST_LINES + 1 ? all : all.slice(0, MOST_LINES);
  const more = all.length - shown.length;
  return [
    '',
    style('dim', title),
    ...shown.map((line) => (INDENT + line).trimEnd()),
    ...(more > 0 ? [style('dim', `${INDENT}… ${more} more lines: ${rest}`)] : []),
  ];
}

const wrapped = (text: string, width: number): string[] =>
  width < Number.POSITIVE_INFINITY ? wrapTo(text, width) : [text];
