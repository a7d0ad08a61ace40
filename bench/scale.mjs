/**
 * What ctrlg costs with many agents, and what one agent costs while it has nothing to do.
 *
 *     node bench/scale.mjs [--pairs 60] [--idle-seconds 60] [--json]
 */
import './support/without-certificates.mjs';
import { parseArgs } from 'node:util';
import { withCrowd } from './support/crowd.mjs';
import { measureIdleWrapper } from './support/idle-wrapper.mjs';
import { median, medianRatio, quantile } from './support/numbers.mjs';
import { report } from './support/report.mjs';
import { measureRouteAndClaim } from './support/route-and-claim.mjs';
import { measureStatus } from './support/status-command.mjs';

const AGENTS = 200;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '60' },
    'idle-seconds': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});

await withCrowd(AGENTS, async (crowd) => {
  const { node, ours } = measureStatus(crowd, Number(values.pairs));
  report(
    `ctrlg status --json with ${AGENTS} agents, ${ours.length} pairs`,
    [
      { what: 'node -e 0, median', measured: median(node), unit: 'ms' },
      { what: 'ctrlg status --json, median', measured: median(ours), unit: 'ms' },
      { what: 'ctrlg status --json, p95', measured: quantile(ours, 0.95), unit: 'ms' },
      { what: 'to node -e 0, median of pairs', measured: medianRatio(ours, node), unit: '×', goal: 1.5 },
    ],
    values,
  );

  const { route, claim, firstMs } = await measureRouteAndClaim(crowd);
  report(
    `Routing and claiming a task among ${AGENTS} agents, in process`,
    [
      { what: '@auto, each status file read, median', measured: median(route), unit: 'ms' },
      { what: 'enter and claim, median', measured: median(claim), unit: 'ms' },
      { what: 'both, median', measured: median(route.map((ms, n) => ms + claim[n])), unit: 'ms', goal: 10 },
      { what: 'both, the first time in a process', measured: firstMs, unit: 'ms', goal: 10 },
    ],
    values,
  );
});

const seconds = Number(values['idle-seconds']);
const idle = await measureIdleWrapper(seconds);
report(
  `An agent's wrapper with nothing to do, over ${seconds} s`,
  [
    { what: 'share of a core', measured: idle.wrapper.percent, unit: '%', goal: 0.1 },
    { what: 'resident memory', measured: idle.wrapper.megabytes, unit: 'MB', goal: 80 },
    { what: 'share of a core, with its helpers', measured: idle.all.percent, unit: '%' },
    { what: 'resident memory, with its helpers', measured: idle.all.megabytes, unit: 'MB' },
  ],
  { ...values, notes: [`(helpers: ${idle.helpers.join(', ') || 'none'}; the client is not among them)`] },
);
