import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { measurePairs } from './paired-commands.mjs';
import { repository } from './repository.mjs';

const CTRLG = join(repository, 'bin/ctrlg');

/** The times of `ctrlg status --json` and of `node -e 0` in ms, in pairs. */
export function measureStatus(crowd, pairs) {
  assertAllLive(crowd);
  return measurePairs([CTRLG, 'status', '--json'], crowd, pairs);
}

function assertAllLive({ folder, env, names }) {
  const options = { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const { agents } = JSON.parse(execFileSync(CTRLG, ['status', '--json'], options));
  const live = agents.filter(({ status }) => status !== 'stopped');
  if (live.length !== names.length) throw new Error(`${live.length} of ${names.length} agents are live`);
}
