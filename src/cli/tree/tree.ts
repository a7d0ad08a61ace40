import { openProject } from '../../project/project.ts';
import { nowMs, spokenDuration } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { rowsNotEntered } from '../../tasks/not-entered.ts';
import { reportTask } from '../../tasks/report.ts';
import { type TaskRow, taskRows } from '../../tasks/rows.ts';
import { openTaskStore } from '../../tasks/store.ts';
import { type Column, tableLines } from '../columns.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { findTask } from '../find-task.ts';
import { firstLine, outcomeCell, shortMoment } from '../history/table.ts';
import { printJson, printLine, tell, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { branches, forestOf, type Tree, treeWith } from './forest.ts';

export interface TreeOptions {
  /** ISO 8601. */
  readonly since?: string;
  readonly limit: number;
  readonly all?: true;
  readonly json?: true;
}

/** `ctrlg tree [ID]`: who asked whom, in whose turn; with an id the whole tree that holds this task. */
export function tree(prefix: string | undefined, { since, limit, all, json }: TreeOptions): number {
  const { home } = openProject();
  const database = openTaskStore(home);
  try {
    const id = prefix === undefined ? undefined : findTask(home, prefix, database).task.id;
    const filter = id === undefined ? { since } : {};
    const forest = forestOf([...rowsNotEntered(home, database, filter), ...taskRows(database, filter)]);
    const found = id === undefined ? forest.filter(isWanted(all)) : [treeWith(forest, id)!];
    const shown = found.slice(0, limit);
    if (json) printJson({ trees: shown.map((one) => fieldsOf(home, database, one)) });
    else if (shown.length === 0) printLine(nothingWords(forest.length));
    else printLine(treeLines(home, database, shown, id).join('\n'));
    const more = found.length - shown.length;
    if (!json && more > 0) tell(`${more} older ones: ctrlg tree --limit ${found.length}`);
    return EXIT_CODES.done;
  } finally {
    database.close();
  }
}

const isWanted =
  (all: true | undefined) =>
  ({ below }: Tree): boolean =>
    all === true || below.length > 0;

const nothingWords = (tasks: number): string =>
  tasks === 0
    ? 'No tasks. Ask for something: ctrlg ask NAME TEXT'
    : `No agent has delegated anything, in ${tasks} ${tasks === 1 ? 'task' : 'tasks'}. See all of them: ctrlg tree --all`;

function treeLines(
  home: string,
  database: Database,
  trees: readonly Tree[],
  marked: string | undefined,
): string[] {
  const style = styler('stdout');
  const at = nowMs();
  const all = trees.flatMap((tree) => [...branches(tree)]);
  const column = (cellOf: (row: TaskRow, lead: string) => Column['cells'][number]) =>
    all.map(({ tree, lead }) => cellOf(tree.row, lead));
  const columns: Column[] = [
    {
      title: 'TASK',
      cells: column(({ id }, lead) => ({
        text: lead + id,
        ...(id === marked && { paint: (text) => style('bold', text) }),
      })),
    },
    {
      title: 'ASKED',
      rank: 1,
      cells: column(({ createdAt }) => ({ text: shortMoment(Date.parse(createdAt), at) })),
    },
    { title: 'AGENT', rank: 4, cells: column(({ agent }) => ({ text: agent })) },
    {
      title: 'OUTCOME',
      cells: column((row) => outcomeCell({ row, status: statusOf(home, database, row) }, style)),
    },
    {
      title: 'TURN',
      rank: 2,
      align: 'right',
      cells: column(({ turnMs }) => ({ text: turnMs ? spokenDuration(turnMs) : '' })),
    },
    { title: 'PROMPT', rank: 3, cells: column(({ promptHead }) => ({ text: firstLine(promptHead) })) },
  ];
  return tableLines(columns, terminalWidth(), (text) => style('dim', text));
}

const statusOf = (home: string, database: Database, row: TaskRow) =>
  row.outcome ?? reportTask(home, row.id, database)?.status ?? row.state;

interface Fields {
  readonly task_id: string;
  readonly agent: string;
  readonly status: string;
  readonly asked_at: string;
  readonly turn_ms: number;
  readonly prompt: string;
  readonly below: readonly Fields[];
}

function fieldsOf(home: string, database: Database, { row, below }: Tree): Fields {
  return {
    task_id: row.id,
    agent: row.agent,
    status: statusOf(home, database, row),
    asked_at: row.createdAt,
    turn_ms: row.turnMs,
    prompt: firstLine(row.promptHead),
    below: below.map((one) => fieldsOf(home, database, one)),
  };
}
