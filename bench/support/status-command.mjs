import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { shuffled } from './numbers.mjs';
import { repository } from './repository.mjs';

const CTRLG = join(repository, 'bin/ctrlg');
const WARM_UPS = 3;

/** The times of `ctrlg status --json` and of `node -e 0` in ms, in pairs. */
export function measureStatus(crowd, pairs) {
  assertAllLive(crowd);
  const commands = { node: ['node', '-e', '0'], ours: [CTRLG, 'status', '--json'] };
  const times = { node: [], ours: [] };
  for (let pair = 0; pair < pairs + WARM_UPS; pair += 1) {
    for (const kind of shuffled(Object.keys(commands))) {
      const ms = timeOf(commands[kind], crowd);
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

function assertAllLive({ folder, env, names }) {
  const options = { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const { agents } = JSON.parse(execFileSync(CTRLG, ['status', '--json'], options));
  const live = agents.filter(({ status }) => status !== 'stopped');
  if (live.length !== names.length) throw new Error(`${live.length} of ${names.length} agents are live`);
}
