/**
 * Runs the commands of a plan one after the other on this terminal, as a client runs its editor, and times each from its
 * start to its end. Usage: node timed-commands.mjs PLAN TIMES
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A person's next key press comes much later; the agent and the terminal are quiet again by then. */
const QUIET_MS = 120;

const [plan, times] = process.argv.slice(2);
const { steps } = JSON.parse(readFileSync(plan, 'utf8'));
const done = [];
for (const step of steps) done.push(await run(step));
writeFileSync(`${times}.new`, JSON.stringify(done));
renameSync(`${times}.new`, times);

async function run({ kind, argv, file, content, idle }) {
  while (idle && !isIdle(idle)) await sleep(5);
  if (file) writeFileSync(file, content);
  await sleep(QUIET_MS);
  const [program, ...args] = argv;
  const begin = process.hrtime.bigint();
  // As with Claude Code: stdin is the terminal, stdout is not.
  const { status, error } = spawnSync(program, args, { stdio: ['inherit', 'ignore', 'inherit'] });
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw error ?? new Error(`${argv.join(' ')} ended with ${status}`);
  return { kind, ms, content: file && readFileSync(file, 'utf8') };
}

function isIdle(statusFile) {
  try {
    return JSON.parse(readFileSync(statusFile, 'utf8')).status === 'idle';
  } catch {
    return false;
  }
}
