/**
 * What ten agents at once cost beside one: one prompt file with a mention of each.
 *
 *     node bench/fan-out.mjs [--rounds 10] [--turn 2000] [--json]
 *
 * The whole time of `ctrlg-hook FILE`, to the slowest of the ten turns plus the overhead of a hook that asks one agent,
 * measured in the same rounds. All agents run already.
 */
import './support/without-certificates.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSource } from './support/load-source.mjs';
import { median, quantile } from './support/numbers.mjs';
import { report } from './support/report.mjs';

const AGENTS = Array.from({ length: 10 }, (_, n) => `agent${n}`);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    turn: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const turnMs = Number(values.turn);

const { Rig, scriptedBrain } = await loadSource(`
  export { Rig } from './test/support/rig.ts';
  export { scriptedBrain } from './test/support/brain.ts';`);
const slow = { includes: 'slowly', do: [{ delayMs: turnMs }, { reply: 'done' }] };
const agents = Object.fromEntries(AGENTS.map((name) => [name, {}]));
const rig = new Rig({ brain: scriptedBrain([slow]), agents });
try {
  const everybody = AGENTS.map((name) => `@${name} slowly`).join('\n');
  await ask(everybody);
  const ratios = [];
  const [ones, alls, slowest] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const one = await ask('@agent0 slowly');
    const all = await ask(everybody);
    const overheadMs = one.ms - one.turnsMs[0];
    const slowestMs = Math.max(...all.turnsMs);
    ratios.push(all.ms / (slowestMs + overheadMs));
    ones.push(overheadMs);
    alls.push(all.ms);
    slowest.push(slowestMs);
  }
  report(
    `${AGENTS.length} agents asked at once, turns of ${turnMs} ms, ${rounds} rounds`,
    [
      { what: 'one agent: the hook less the turn, median', measured: median(ones), unit: 'ms' },
      { what: 'ten: the slowest turn, median', measured: median(slowest), unit: 'ms' },
      { what: 'ten: the whole hook, median', measured: median(alls), unit: 'ms' },
      { what: 'ten, p95', measured: quantile(alls, 0.95), unit: 'ms' },
      {
        what: 'the whole hook to the slowest turn plus one overhead',
        measured: median(ratios),
        unit: '×',
        goal: 1.3,
      },
    ],
    values,
  );
} finally {
  await rig.stop();
}

/** The time of one key press, and the turns that it brought, in ms. */
async function ask(prompt) {
  const beganAt = performance.now();
  const { text } = await rig.hook(prompt).answer;
  const ms = performance.now() - beganAt;
  const ids = [...text.matchAll(/· task (\w+)/g)].map(([, id]) => id);
  if (ids.length !== prompt.split('\n').length) throw new Error(`Not everybody has answered:\n${text}`);
  const turnsMs = ids.map(
    (id) => JSON.parse(readFileSync(join(rig.state, 'tasks', id, '.done'), 'utf8')).duration_ms,
  );
  return { ms, turnsMs };
}
