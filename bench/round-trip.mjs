/**
 * What a round trip through the hook costs, without the agent's own turn.
 *
 *     node bench/round-trip.mjs [--rounds 60] [--claude] [--json]
 *
 * The whole time of `ctrlg-hook FILE`, start to exit, less the agent's turn, beside `node -e 0` and beside the sketch that
 * ctrlg began as; each round runs each of them once, in an order of its own. `--claude` does it with real Claude Code on
 * both sides, beside a hook in bash that delivers by the same channel and does nothing else.
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
if (values.claude) {
  for await (const { title, times } of claudeSeries(rounds))
    report(`${title}, ${rounds} rounds`, claudeRows(times), values);
} else {
  for await (const { title, times, turns } of scriptedSeries(rounds))
    report(`${title}, ${rounds} rounds`, scriptedRows(times, turns), values);
}

/**
 * Two ways to see the turn. The strict one takes off only what is between our two programs: the one that the client
 * tells of the prompt and the one that it tells of the stop. The other takes off all from prompt taken to stop.
 */
function scriptedRows({ node, ours, rival }, turns) {
  const strict = ours.map((ms, n) => ms - turns.ours[n].strictMs);
  const whole = ours.map((ms, n) => ms - turns.ours[n].wholeMs);
  const sketch = rival.map((ms, n) => ms - turns.rival[n].strictMs);
  return [
    inMs('node -e 0', node),
    inMs('ctrlg-hook less the turn, strictly', strict),
    inMs('ctrlg-hook less the turn, from prompt taken to stop', whole),
    inMs('the sketch less the turn, strictly', sketch),
    times('ctrlg-hook to node -e 0, strictly', medianRatio(strict, node), 2),
    times('ctrlg-hook to node -e 0, from prompt taken to stop', medianRatio(whole, node), 2),
    times('the same, p95 to the median of node -e 0', quantile(whole, 0.95) / median(node), 3),
    times('ctrlg-hook to the sketch', medianRatio(strict, sketch), 1),
  ].flat();
}

/** The channel itself takes its time in Claude Code; what is above the floor is ours. */
function claudeRows({ node, ours, rival }) {
  const above = ours.map((ms, n) => ms - rival[n]);
  return [
    inMs('node -e 0', node),
    inMs('ctrlg-hook less the turn', ours),
    inMs('the bash floor less the turn', rival),
    inMs('ctrlg-hook above the floor', above),
    times('above the floor, to node -e 0', medianRatio(above, node), 2),
    times('the same, p95 to the median of node -e 0', quantile(above, 0.95) / median(node), 3),
    times('ctrlg-hook to the bash floor', medianRatio(ours, rival)),
  ].flat();
}

function inMs(what, values) {
  return [
    { what: `${what}, median`, measured: median(values), unit: 'ms' },
    { what: `${what}, p95`, measured: quantile(values, 0.95), unit: 'ms' },
  ];
}

function times(what, measured, goal) {
  return { what, measured, unit: '×', ...(goal && { goal }) };
}
