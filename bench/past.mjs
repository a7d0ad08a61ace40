/**
 * What it costs to look back on many tasks: `ctrlg stats` and `ctrlg history`.
 *
 *     node bench/past.mjs [--tasks 10000] [--pairs 20] [--json]
 */
import './support/without-certificates.mjs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, medianRatio } from './support/numbers.mjs';
import { measurePairs } from './support/paired-commands.mjs';
import { withPast } from './support/past.mjs';
import { report } from './support/report.mjs';
import { repository } from './support/repository.mjs';

const DAYS = 30;
const CTRLG = join(repository, 'bin/ctrlg');

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '10000' },
    pairs: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});

const COMMANDS = [
  { args: ['stats'], goal: 15 },
  { args: ['stats', '--since', '1d'] },
  { args: ['history'] },
  // The first search fills the index; it is one of the warm-ups.
  { args: ['history', 'parser', 'inputs'] },
];

await withPast({ tasks: Number(values.tasks), days: DAYS, files: true }, (past) => {
  for (const { args, goal } of COMMANDS) {
    const { node, ours } = measurePairs([CTRLG, ...args], past, Number(values.pairs));
    const name = `ctrlg ${args.join(' ')}`;
    report(
      `${name} with ${values.tasks} tasks over ${DAYS} days, ${ours.length} pairs`,
      [
        { what: 'node -e 0, median', measured: median(node), unit: 'ms' },
        { what: `${name}, median`, measured: median(ours), unit: 'ms' },
        { what: 'to node -e 0, median of pairs', measured: medianRatio(ours, node), unit: '×', goal },
      ],
      values,
    );
  }
});
