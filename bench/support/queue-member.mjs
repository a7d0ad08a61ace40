/** One process of bench/support/queue-crowd.mjs. Usage: node queue-member.mjs HOME TASKS */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueSource } from './queue-source.mjs';

const [home, tasks] = [process.argv[2], Number(process.argv[3])];
const ctrlg = await queueSource();
const database = ctrlg.openTaskStore(home);
const owner = ctrlg.identify(process.pid);
const records = { home, database, agent: 'planning', places: ctrlg.agentPlaces(home, 'planning') };
const [put, claimed] = [[], []];
let longestMs = 0;

process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
while (put.length < tasks || claimed.length < tasks) {
  const begin = process.hrtime.bigint();
  if (put.length < tasks) putOne();
  ctrlg.readInbox(records);
  if (claimed.length < tasks) claimOne();
  longestMs = Math.max(longestMs, Number(process.hrtime.bigint() - begin) / 1e6);
  await sleep(1);
}
database.close();
process.stdout.write(JSON.stringify({ put, claimed, longestMs }));

function putOne() {
  const asked = { agent: 'planning', isCommand: false, deadlineMinutes: 60, origin: 'ask' };
  put.push(ctrlg.putTask(home, ctrlg.newTask(asked), `from ${process.pid}`));
}

function claimOne() {
  const claim = ctrlg.claimNext(database, 'planning', owner);
  if (!claim) return;
  ctrlg.advance(database, claim, 'submitted', 'the event');
  ctrlg.finish(records, claim, { kind: 'done' }, { text: 'Done.', file: null });
  claimed.push(claim.taskId);
}
