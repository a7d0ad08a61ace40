import { isoOf, localDay, localTime, nowMs } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { clearAway, clearable, type OldTask, UNTAKEN_FACTOR } from '../../tasks/clear-away.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { TimeSpan } from '../moment.ts';
import { printJson, printLine } from '../output.ts';

export interface ClearOptions {
  readonly older: TimeSpan;
  readonly yes?: true;
  readonly json?: true;
}

const DAY_MS = 86_400_000;

/** `ctrlg history --clear-older 30d`: says which tasks would go; with `--yes` they go. One that has not ended never goes. */
export function clearOlder(home: string, database: Database, { older, yes, json }: ClearOptions): number {
  // Who asks by hand means all of them: none is kept for being among the last.
  const retention = { days: older.ms / DAY_MS, keep: 0 };
  const { going, untaken } = clearable(home, database, retention);
  const removed = yes ? clearAway(home, database, retention) : 0;
  const ids = (tasks: readonly OldTask[]) => tasks.map(({ id }) => id);
  if (json) printJson({ old: ids(going), untaken: ids(untaken), removed });
  else for (const line of words({ going, untaken, older, isDone: yes === true })) printLine(line);
  return EXIT_CODES.done;
}

interface Cleared {
  readonly going: readonly OldTask[];
  readonly untaken: readonly OldTask[];
  readonly older: TimeSpan;
  readonly isDone: boolean;
}

function words(cleared: Cleared): string[] {
  const { going, isDone, older } = cleared;
  const again = `Nothing was removed yet. Remove them: ctrlg history --clear-older ${older.text} --yes`;
  return [...goingWords(cleared), ...untakenWords(cleared), ...(going.length > 0 && !isDone ? [again] : [])];
}

function goingWords({ going, untaken, older, isDone }: Cleared): string[] {
  const before = moment(isoOf(nowMs() - older.ms));
  if (going.length === 0)
    return [
      `Nothing to remove: no task ended before ${before}${untaken.length > 0 ? ' and had its result taken' : ''}.`,
    ];
  const what = isDone ? (going.length === 1 ? 'was removed' : 'were removed') : 'would be removed';
  return [
    `${counted(going)} that ended before ${before} ${what}, with prompt, result and history: ${outcomes(going)}.`,
    `The last of them ended ${moment(going[0]!.ended_at)}, the first ${moment(going.at(-1)!.ended_at)}.`,
  ];
}

function untakenWords({ untaken, older }: Cleared): string[] {
  const days = Math.round((older.ms * UNTAKEN_FACTOR * 10) / DAY_MS) / 10;
  const until = `kept until ${days} days after`;
  if (untaken.length === 0) return [];
  return untaken.length === 1
    ? [`1 more is ${until} its end: nobody has taken its result (ctrlg results --waiting).`]
    : [
        `${untaken.length} more are ${until} their ends: nobody has taken their results (ctrlg results --waiting).`,
      ];
}

const counted = ({ length }: readonly OldTask[]): string => `${length} ${length === 1 ? 'task' : 'tasks'}`;

function outcomes(tasks: readonly OldTask[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of tasks)
    counts.set(outcome ?? 'failed', (counts.get(outcome ?? 'failed') ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

const moment = (iso: string): string => `${localDay(Date.parse(iso))} ${localTime(Date.parse(iso))}`;
