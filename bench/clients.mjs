/**
 * What ctrlg adds to each client's own time, beside the simplest script that gives the same client a prompt and waits for
 * its answer: a few lines of bash at the same editor key, a `curl`, a small client of the same API, a plain pipe.
 *
 *     node bench/clients.mjs [--client claude,claude-headless,codex,gemini,opencode] [--rounds 30] [--json]
 *
 * Each round runs ours and the script once, in an order of its own, each at a client of its own, all real and against a
 * stub of the model. Delivery is from the claim to the request at the model, completion from the model's last byte to the
 * end of the hook; for the script, from the moment that it hands the prompt over, and to its own end.
 */
import './support/without-certificates.mjs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CLIENTS, measureClient } from './support/clients/rounds.mjs';
import { median, quantile } from './support/numbers.mjs';
import { report } from './support/report.mjs';

/** Ours may never be the slower one by more. */
const GOAL = 1.1;

const { values } = parseArgs({
  options: {
    client: { type: 'string', default: CLIENTS.join(',') },
    rounds: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
for (const client of values.client.split(',')) {
  if (!CLIENTS.includes(client)) throw new Error(`There is no client ${client}: ${CLIENTS.join(', ')}.`);
  const load = loadavg()[0].toFixed(1);
  const times = await measureClient(client, rounds);
  const rows = Object.entries(times).flatMap(([what, pair]) => rowsOf(what, pair));
  report(`${client}, ${rounds} rounds, load ${load} at the start`, rows, values);
}

function rowsOf(what, { ours, rival }) {
  const inMs = (who, values) => [
    { what: `${what}, ${who}, median`, measured: median(values), unit: 'ms' },
    { what: `${what}, ${who}, p95`, measured: quantile(values, 0.95), unit: 'ms' },
  ];
  const times = (how, measured) => ({
    what: `${what}, ours to the script, ${how}`,
    measured,
    unit: '×',
    goal: GOAL,
  });
  return [
    ...inMs('ours', ours),
    ...inMs('the script', rival),
    times('medians', median(ours) / median(rival)),
    times('p95', quantile(ours, 0.95) / quantile(rival, 0.95)),
  ];
}
