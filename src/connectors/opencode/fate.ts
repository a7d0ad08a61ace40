import { nowMs } from '../../system/clock.ts';
import type { Fate, OnItsWay } from '../on-its-way.ts';
import type { Api } from './api.ts';
import type { Message } from './api-types.ts';
import { failureOf } from './failure.ts';
import { endOfTurn, newestPrompt } from './turn.ts';

/** A turn of many steps has many messages. */
const LAST_MESSAGES = 200;

/** What a session says of a prompt that a connector before this one was sending. */
export async function fateOf(prompt: OnItsWay, api: Api, session: string): Promise<Fate> {
  return fateIn(await api.messages(session, LAST_MESSAGES), prompt);
}

/** A message with the prompt's text, made since it was sent, is the prompt: opencode lets no id be chosen. */
export function fateIn(messages: readonly Message[], { text, sinceMs }: OnItsWay): Fate {
  const since = messages.filter(({ info }) => (info.time.created ?? 0) >= sinceMs);
  const taken = newestPrompt(since, '');
  if (taken?.text !== text) return { kind: 'not-taken' };
  const end = endOfTurn(messages, taken.id);
  if (end.kind === 'stopped')
    return { kind: 'taken', ending: { kind: 'stopped', text: end.text, resultFile: null, pending: [] } };
  if (end.kind === 'failed') return { kind: 'taken', ending: failureOf(end.error, nowMs()) };
  return { kind: 'taken', ending: { kind: 'cut-off' } };
}
