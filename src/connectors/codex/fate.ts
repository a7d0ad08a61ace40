import * as z from 'zod/mini';
import { codexFailure } from '../../clients/codex-failure.ts';
import type { Fate, OnItsWay } from '../on-its-way.ts';
import type { Rpc } from './rpc.ts';

const turns = z.looseObject({
  data: z.array(
    z.looseObject({
      status: z.string(),
      items: z.array(
        z.looseObject({
          type: z.string(),
          clientId: z._default(z.nullable(z.string()), null),
          text: z._default(z.string(), ''),
        }),
      ),
      error: z._default(
        z.nullable(z.looseObject({ message: z.string(), codexErrorInfo: z.optional(z.unknown()) })),
        null,
      ),
    }),
  ),
});
type Turn = z.infer<typeof turns>['data'][number];

const LAST_TURNS = 3;
const NOT_TAKEN: Fate = { kind: 'not-taken' };

/** What a conversation that was resumed says of a prompt that a connector before this one was sending: by the id we gave it. */
export async function fateOf(
  { id }: OnItsWay,
  rpc: Pick<Rpc, 'call'>,
  resumed: string | null,
): Promise<Fate> {
  if (resumed === null) return NOT_TAKEN;
  const params = { threadId: resumed, limit: LAST_TURNS, itemsView: 'full' };
  const { data } = turns.parse(await rpc.call('thread/turns/list', params));
  const turn = data.find(({ items }) => items.some(({ clientId }) => clientId === id));
  return turn ? { kind: 'taken', ending: endingOf(turn) } : NOT_TAKEN;
}

function endingOf({ status, items, error }: Turn): Extract<Fate, { kind: 'taken' }>['ending'] {
  if (status === 'completed') {
    const text = items.findLast(({ type }) => type === 'agentMessage')?.text ?? '';
    return { kind: 'stopped', text, resultFile: null, pending: [] };
  }
  if (status === 'failed' && error)
    return codexFailure({
      message: error.message,
      codexErrorInfo: error.codexErrorInfo,
      limitUntilMs: null,
    });
  return { kind: 'cut-off' };
}
