import { spawnSync } from 'node:child_process';
import { shuffled } from './numbers.mjs';

const WARM_UPS = 3;
const NODE = ['node', '-e', '0'];

/** The times of a command and of `node -e 0` in ms, in pairs, each in its own process. */
export function measurePairs(command, { folder, env }, pairs) {
  const commands = { node: NODE, ours: command };
  const times = { node: [], ours: [] };
  for (let pair = 0; pair < pairs + WARM_UPS; pair += 1) {
    for (const kind of shuffled(Object.keys(commands))) {
      const ms = timeOf(commands[kind], { folder, env });
      if (pair >= WARM_UPS) times[kind].push(ms);
    }
  }
  return times;
}

function timeOf([program, ...args], { folder, env }) {
  const begin = process.hrtime.bigint();
  const { status, error } = spawnSync(program, args, { cwd: folder, env, stdio: 'ignore' });
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}`);
  return ms;
}
