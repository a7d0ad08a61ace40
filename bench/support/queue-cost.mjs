import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shuffled } from './numbers.mjs';

const AGENT = 'planning';
/** What waits is for this agent too: it is the queue that the claims are taken from. */
const ASKED = { agent: AGENT, isCommand: false, deadlineMinutes: 60, origin: 'ask' };

/** The times in ms of putting, claiming and finishing one task, by how many wait; all sizes in each round, in an order of its own. */
export function measureQueueCost(ctrlg, { folder, sizes, rounds }) {
  const queues = sizes.map((waiting) => openQueue(ctrlg, folder, waiting));
  try {
    const times = Object.fromEntries(sizes.map((waiting) => [waiting, []]));
    for (let round = -WARM_UP; round < rounds; round += 1) {
      for (const queue of shuffled(queues)) {
        const ms = oneTask(ctrlg, queue);
        if (round >= 0) times[queue.waiting].push(ms);
      }
    }
    return times;
  } finally {
    for (const { database, home } of queues) {
      database.close();
      rmSync(home, { recursive: true });
    }
  }
}

/** Until the write-ahead log of the smallest has come round once: a log that still grows costs more. */
const WARM_UP = 100;

/** A state folder in which so many tasks wait, each with its folder. */
function openQueue(ctrlg, folder, waiting) {
  const home = mkdtempSync(join(folder, 'ctrlg-queue-'));
  const database = ctrlg.openTaskStore(home);
  const owner = ctrlg.identify(process.pid);
  const { inbox } = ctrlg.agentPlaces(home, AGENT);
  for (let n = 0; n < waiting; n += 1) ctrlg.putTask(home, ctrlg.newTask(ASKED), 'Something else');
  const queue = { home, database, owner, inbox, waiting };
  enterAll(ctrlg, queue);
  return queue;
}

/** As a wrapper's look: whatever stands in the inbox is entered, what is overdue ended, and the queue read for the status file. */
function enterAll(ctrlg, { home, database, inbox }) {
  const records = { home, database, agent: AGENT, places: { inbox } };
  ctrlg.readInbox(records);
  ctrlg.expire(records);
  return ctrlg.queueOf(database, AGENT);
}

function oneTask(ctrlg, queue) {
  const { home, database, owner } = queue;
  const begin = process.hrtime.bigint();
  ctrlg.putTask(home, ctrlg.newTask(ASKED), 'Do it');
  enterAll(ctrlg, queue);
  const claim = ctrlg.claimNext(database, AGENT, owner);
  ctrlg.advance(database, claim, 'placed', 'the receipt');
  ctrlg.advance(database, claim, 'submitted', 'the event');
  ctrlg.finish({ home, database, agent: AGENT }, claim, { kind: 'done' }, { text: 'Done.', file: null });
  return Number(process.hrtime.bigint() - begin) / 1e6;
}
