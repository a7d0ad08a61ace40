/**
 * What a task costs in the queue, by how many wait, and what becomes of tasks that many processes put and claim at once.
 *
 *     node bench/queue.mjs [--rounds 300] [--processes 50] [--folder DIR] [--json]
 *
 * Put, enter, claim, both steps of a delivery and the end, with all their files, in one process; each round does it once
 * in each queue, in an order of its own. In memory where there is /dev/shm: on a disk, what its journal does with ten
 * thousand fresh folders is most of it. Then the processes: a task that is lost, run twice or without its end is an error.
 */
import './support/without-certificates.mjs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { median, medianRatio, quantile } from './support/numbers.mjs';
import { measureQueueCost } from './support/queue-cost.mjs';
import { crowdTheQueue } from './support/queue-crowd.mjs';
import { queueSource } from './support/queue-source.mjs';
import { report } from './support/report.mjs';

const SIZES = [100, 1_000, 10_000];
const TASKS_EACH = 20;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    processes: { type: 'string', default: '50' },
    folder: { type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const { folder } = values;
const rounds = Number(values.rounds);
const ctrlg = await queueSource();
const times = measureQueueCost(ctrlg, { folder, sizes: SIZES, rounds });
const [few, , many] = SIZES.map((waiting) => times[waiting]);
report(
  `A task put, claimed and finished while others wait, ${rounds} rounds in ${folder}`,
  [
    ...SIZES.map((waiting) => ({
      what: `${waiting} waiting, median`,
      measured: median(times[waiting]),
      unit: 'ms',
    })),
    { what: `${SIZES.at(-1)} waiting, p95`, measured: quantile(many, 0.95), unit: 'ms' },
    {
      what: `${SIZES.at(-1)} to ${SIZES[0]} waiting, median of rounds`,
      measured: medianRatio(many, few),
      unit: '×',
      goal: 1.5,
    },
  ],
  values,
);

const processes = Number(values.processes);
const { ms, longestMs } = await crowdTheQueue(ctrlg, { folder, processes, tasksEach: TASKS_EACH });
report(
  `${processes} processes that put and claim ${processes * TASKS_EACH} tasks at once: none lost, none doubled`,
  [
    { what: 'for each task', measured: ms / (processes * TASKS_EACH), unit: 'ms' },
    { what: 'the longest that a process waited for one put and one run', measured: longestMs, unit: 'ms' },
  ],
  values,
);
