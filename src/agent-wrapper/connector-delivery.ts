import { join } from 'node:path';
import { readIfThere, removeIfThere, renameIfThere } from '../system/files.ts';
import { type Delivery, type DeliveryEnd, leavePending, takePlaced } from './delivery.ts';

/** A connector that is alive and whose client is idle picks a prompt up within some milliseconds. */
const PICK_UP_PATIENCE_MS = 2_500;
/** A client with an API says at once that it has begun; this is for a machine that stands still. */
const SUBMIT_PATIENCE_MS = 20_000;

/**
 * One prompt's way through a connector:
 *
 *     pending ─► placed ─► submitted
 *        │          ├ returned: the client refused it                       → not-taken
 *        │          └ no submit event                                       → not-taken
 *        └ not picked up: the client is busy with something of a person's   → no-editor
 */
export async function deliverByConnector(delivery: Delivery): Promise<DeliveryEnd> {
  const { changes, folder, nonce } = delivery;
  // The connector tells a command by the name of its file.
  const name = delivery.isCommand ? `${nonce}.command` : nonce;
  leavePending(delivery, name);
  const isPlaced = () => takePlaced(delivery, name);
  const seen = await changes.until(
    () => (isPlaced() && 'placed') || (delivery.isOvertaken() && 'overtaken'),
    PICK_UP_PATIENCE_MS,
  );
  if (seen !== 'placed') {
    const isTakenBack = renameIfThere(join(folder, 'pending', name), join(folder, 'refused'));
    // The connector was faster, by a moment.
    if (isTakenBack || !isPlaced()) return seen ?? 'no-editor';
  }
  delivery.placed();
  const returned = join(folder, 'returned', name);
  const isReturned = () => {
    const reason = readIfThere(returned);
    if (reason !== undefined) delivery.refused(reason);
    return reason !== undefined;
  };
  const end = await changes.until<DeliveryEnd>(
    () =>
      (delivery.isSubmitted() && 'submitted') ||
      (isReturned() && 'not-taken') ||
      (delivery.isOvertaken() && 'overtaken'),
    SUBMIT_PATIENCE_MS,
  );
  removeIfThere(returned);
  return end ?? 'not-taken';
}
