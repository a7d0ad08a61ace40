import type { Client } from '../clients/client.ts';
import { isoOf, nowMs } from '../system/clock.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import { announce, endedSince } from '../tasks/ended.ts';
import { type Claim, openRunsOf, takeOver } from '../tasks/runs.ts';
import { deliveryText } from './delivery-text.ts';
import type { Phase } from './phase.ts';
import type { Records } from './records.ts';

/**
 * Where the wrapper before this one left off. Runs whose row has ended get the marker that was not written any more;
 * the run that was in hand goes on under a new fence, as far as its row says that it got.
 */
export function recover(
  records: Records,
  client: Client,
  owner: ProcessIdentity,
  hasConversation = true,
): Phase | undefined {
  finishHalfEnded(records);
  let phase: Phase | undefined;
  for (const run of openRunsOf(records.database, records.agent)) {
    const claim = takeOver(records.database, run, owner);
    if (!claim) continue;
    const { text, isCommand } = deliveryText(records, client, claim, hasConversation);
    phase =
      run.submittedAt === null
        ? { kind: 'delivering', claim, text, isCommand }
        : runningSince(Date.parse(run.submittedAt), claim, isCommand);
  }
  return phase;
}

/** What the wrapper before this one saw of its tools is not known: to be safe, they have run. */
const runningSince = (sinceMs: number, claim: Claim, isCommand: boolean): Phase => ({
  kind: 'running',
  claim,
  sinceMs,
  pending: [],
  isCommand,
  hasWorked: true,
});

/** The machine may have been off over a long week-end. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000;

function finishHalfEnded({ home, database, agent }: Records): void {
  const ended = endedSince(database, isoOf(nowMs() - LOOK_BACK_MS), agent);
  announce(home, { ended, released: [] });
}
