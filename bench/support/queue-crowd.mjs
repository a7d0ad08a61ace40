import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEMBER = fileURLToPath(new URL('queue-member.mjs', import.meta.url));

/**
 * Lets so many processes put tasks into one queue and claim from it at once, each as many as it puts. Throws when one is
 * lost, run twice, or without its end.
 */
export async function crowdTheQueue(ctrlg, { folder, processes, tasksEach }) {
  const home = mkdtempSync(join(folder, 'ctrlg-crowd-'));
  const database = ctrlg.openTaskStore(home);
  const members = Array.from({ length: processes }, () => startMember(home, tasksEach));
  try {
    await Promise.all(members.map(({ ready }) => ready));
    const begin = process.hrtime.bigint();
    for (const { child } of members) child.stdin.write('go\n');
    const done = await Promise.all(members.map(({ printed }) => printed));
    const ms = Number(process.hrtime.bigint() - begin) / 1e6;
    const longestMs = Math.max(...done.map((one) => one.longestMs));
    assertAllOnce(home, database, done);
    return { ms, longestMs };
  } finally {
    for (const { child } of members) child.kill('SIGKILL');
    database.close();
    rmSync(home, { recursive: true });
  }
}

function startMember(home, tasks) {
  const child = spawn(process.execPath, [MEMBER, home, String(tasks)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (more) => {
    text += more;
  });
  const printed = once(child, 'close').then(() => JSON.parse(text.replace('ready\n', '')));
  return { child, ready: once(child.stdout, 'data'), printed };
}

function assertAllOnce(home, database, done) {
  const put = done.flatMap((one) => one.put).sort();
  const claimed = done.flatMap((one) => one.claimed).sort();
  if (new Set(put).size !== put.length) throw new Error('two tasks have one id');
  if (JSON.stringify(claimed) !== JSON.stringify(put))
    throw new Error(`${put.length} tasks were put and ${claimed.length} claimed`);
  const { runs } = database
    .prepare("SELECT count(*) AS runs FROM runs WHERE outcome = 'done' AND fence = 1")
    .get();
  const { ends } = database.prepare("SELECT count(*) AS ends FROM history WHERE what = 'done'").get();
  if (runs !== put.length || ends !== put.length)
    throw new Error(`${put.length} tasks had ${runs} runs and ${ends} ends`);
  const unmarked = put.filter((id) => !existsSync(join(home, 'tasks', id, '.done')));
  if (unmarked.length > 0) throw new Error(`${unmarked.length} tasks have no done marker`);
}
