/**
 * What a round trip through the hook costs, without the agent's own turn.
 *
 *     node bench/round-trip.mjs [--rounds 60] [--claude] [--json]
 *
 * The whole time of `ctrlg-hook FILE`, start to exit, less the agent's own turn, beside `node -e 0` and beside the sketch
 * that ctrlg began as, in turns that are shuffled in each round. `--claude` does it with real Claude Code on both sides,
 * beside a hook in bash that delivers by the same channel and does nothing else.
 */
import './support/without-certificates.mjs';
import { parseArgs } from 'node:util';
import { claudeSeries } from './support/claude-rounds.mjs';
import { median, medianRatio, quantile } from './support/numbers.mjs';
import { report } from './support/report.mjs';
import { scriptedSeries } from './support/scripted-rounds.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    claude: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const measured = values.claude ? claudeSeries(rounds) : scriptedSeries(rounds);
for await (const { title, rival, times, turns } of measured) {
  report(`${title}, ${rounds} rounds`, rowsOf(times, rival), { json: values.json, notes: notesOf(turns) });
}

function rowsOf({ node, ours, rival }, { name, mustLose }) {
  const base = median(node);
  const ms = (what, value) => ({ what, measured: value, unit: 'ms' });
  return [
    ms('node -e 0, median', base),
    ms('ctrlg-hook less the turn, median', median(ours)),
    ms('ctrlg-hook less the turn, p95', quantile(ours, 0.95)),
    ms(`${name} less the turn, median`, median(rival)),
    ms(`${name} less the turn, p95`, quantile(rival, 0.95)),
    {
      what: 'ctrlg-hook to node -e 0, median of pairs',
      measured: medianRatio(ours, node),
      unit: '×',
      goal: 2,
    },
    {
      what: 'ctrlg-hook p95 to node -e 0 median',
      measured: quantile(ours, 0.95) / base,
      unit: '×',
      goal: 3,
    },
    {
      what: `ctrlg-hook to ${name}, median of pairs`,
      measured: medianRatio(ours, rival),
      unit: '×',
      ...(mustLose && { goal: 1 }),
    },
  ];
}

/** What the result would be if the programs that tell us of a turn were counted as the agent's. */
function notesOf({ own, whole }) {
  return [
    `(the agent's own turn: ${median(own).toFixed(1)} ms in the median, taken off; with our event program: ${median(whole).toFixed(1)} ms)`,
  ];
}
