/**
 * Prints rows of `{ what, measured, unit, goal }` as a table, or as JSON. A goal is the most that is allowed; a row
 * without one is there for comparison.
 */
export function report(title, rows, { json, notes = [] }) {
  const judged = rows.map((row) => ({
    ...row,
    ok: row.goal === undefined ? null : row.measured <= row.goal,
  }));
  if (json) {
    console.log(JSON.stringify({ title, rows: judged, notes }));
    return;
  }
  const cells = judged.map((row) => [row.what, goalText(row), spoken(row), verdict(row)]);
  const all = [['', 'goal', 'measured', ''], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const lines = all.map(([what, ...rest]) =>
    [what.padEnd(widths[0]), ...rest.map((text, index) => text.padStart(widths[index + 1]))]
      .join('  ')
      .trimEnd(),
  );
  console.log([title, ...lines, ...notes, ''].join('\n'));
}

const goalText = ({ goal, unit }) => (goal === undefined ? '' : `≤ ${goal} ${unit}`);
const spoken = ({ measured, unit }) =>
  `${measured.toFixed(measured < 1 ? 3 : measured < 10 ? 2 : 1)} ${unit}`;
const verdict = ({ ok }) => ({ true: 'ok', false: 'not ok', null: '' })[String(ok)];
