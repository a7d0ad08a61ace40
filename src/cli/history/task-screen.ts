import { localDay, localTime, spokenDuration } from '../../system/clock.ts';
import { displayText, fitTo, padTo, wrapTo } from '../../system/terminal.ts';
import { widthOf } from '../../system/width.ts';
import type { Cell } from '../columns.ts';
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
    ...headLines('Context', context, `ctrlg history ${task.id} --json`, options),
    ...headLines('Prompt', prompt, `ctrlg history ${task.id} --json`, options),
    ...stepLines(whole, options),
    ...headLines('Result', result, `ctrlg results ${task.id}`, options),
  ];
}

function titleLine({ task, entry, status }: WholeTask, { width, style }: ScreenOptions): string {
  const outcome: Cell = entry ? outcomeCell(entry, style) : { text: status };
  const took = entry?.row.turnMs ? ` in ${spokenDuration(entry.row.turnMs)}` : '';
  const title = `Task ${task.id}`;
  const painted = `${style('bold', title)} · ${outcome.paint?.(outcome.text) ?? outcome.text}`;
  return widthOf(`${title} · ${outcome.text}${took}`) <= width ? painted + took : painted;
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
/** Where less than this would be left for the evidence, it stands below its step. */
const LEAST_EVIDENCE = 20;

function stepLines({ steps }: WholeTask, { width, style }: ScreenOptions): string[] {
  if (steps.length === 0) return [];
  const heads = stepHeads(steps);
  const beside = Math.max(...heads.map(widthOf)) + GAP.length;
  const lines = steps.flatMap(({ evidence }, index) => {
    const text = displayText(evidence).replaceAll(/\s+/g, ' ').trim();
    if (text === '') return [heads[index]!];
    if (width - beside < LEAST_EVIDENCE) {
      return [
        heads[index]!,
        ...wrapped(text, width - 2 * INDENT.length).map((line) => INDENT + INDENT + line),
      ];
    }
    const [first, ...more] = wrapped(text, width - beside);
    return [padTo(heads[index]!, beside) + first!, ...more.map((line) => ' '.repeat(beside) + line)];
  });
  return ['', style('dim', 'Steps'), ...lines.map((line) => line.trimEnd())];
}

const GAP = '  ';

/** When, how long after the step before, and what. The day stands where it is another one. */
function stepHeads(steps: WholeTask['steps']): string[] {
  const times = steps.map(({ at }, index) => {
    const before = steps[index - 1];
    const isNewDay = before !== undefined && moment(before.at).slice(0, 10) !== moment(at).slice(0, 10);
    return moment(at).slice(isNewDay ? 5 : 11);
  });
  const laters = steps.map(({ at }, index) => {
    const before = steps[index - 1];
    return before ? `+${spokenDuration(Math.max(0, Date.parse(at) - Date.parse(before.at)))}` : '';
  });
  const [time, later] = [times, laters].map((texts) => Math.max(...texts.map(({ length }) => length)));
  return steps.map(
    ({ what }, index) =>
      INDENT + [times[index]!.padEnd(time!), laters[index]!.padStart(later!), what].join(GAP),
  );
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
    ...(more > 0 ? [style('dim', fitTo(`${INDENT}… ${more} more lines: ${rest}`, width))] : []),
  ];
}

const wrapped = (text: string, width: number): string[] =>
  width < Number.POSITIVE_INFINITY ? wrapTo(text, width) : [text];
