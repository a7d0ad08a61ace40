import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ClientEvent } from '../../src/clients/client.ts';
import { readConnectorEvent } from '../../src/clients/connector-event.ts';
import { Conversation } from '../../src/connectors/codex/conversation.ts';
import { Mailbox } from '../../src/connectors/mailbox.ts';
import { until } from '../support/until.ts';

/** What a real app-server of 0.169.0 says, in short, at the side of the connector. */
let folder: string;
let conversation: Conversation;
let calls: { method: string; params: Record<string, unknown> }[];
let replies: unknown[];
let refusals: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgx-'));
  calls = [];
  replies = [];
  refusals = 0;
  const rpc = {
    call: async (method: string, params: object) => {
      calls.push({ method, params: params as Record<string, unknown> });
      if (method === 'thread/resume' && refusals-- > 0) throw new Error('no rollout found');
      if (method === 'turn/start' && refusals-- > 0) throw new Error('it refuses');
      return { thread: { id: 'T', ephemeral: false, parentThreadId: null, status: { type: 'idle' } } };
    },
    reply: (...reply: unknown[]) => void replies.push(reply),
  };
  conversation = new Conversation(rpc, new Mailbox(folder, () => {}), 'planning');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (method: string, params: object, id?: number) => conversation.hear({ method, params, id });
const started = (id: string, more = {}) =>
  say('thread/started', { thread: { id, ephemeral: false, parentThreadId: null, ...more } });
const inTurn = { threadId: 'T', turnId: 'U' };
const turnStarted = () => say('turn/started', { threadId: 'T', turn: { id: 'U' } });
const prompted = (text: string) =>
  say('item/started', { ...inTurn, item: { type: 'userMessage', content: [{ type: 'text', text }] } });
const answered = (text: string) => say('item/completed', { ...inTurn, item: { type: 'agentMessage', text } });
const completed = (turn: object = { status: 'completed', error: null }) =>
  say('turn/completed', { threadId: 'T', turn: { id: 'U', ...turn } });
const asks = (id: number, command: string) =>
  say(
    'item/commandExecution/requestApproval',
    { ...inTurn, command: `/bin/bash -lc '${command}'`, commandActions: [{ type: 'unknown', command }] },
    id,
  );

const events = (): ClientEvent[] =>
  readdirSync(join(folder, 'events'))
    .sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]))
    .map((name) => readConnectorEvent(JSON.parse(readFileSync(join(folder, 'events', name), 'utf8')))!);
const state = () => JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8')).status;
const ready = async (id = 'T') => {
  started(id);
  await until('the conversation to be followed', () =>
    events().some((event) => event.kind === 'ready' && event.conversationId === id),
  );
};
const afterReady = () => events().slice(1);

it('a conversation that the TUI has begun is named, which makes it one to subscribe to, and is ready then', async () => {
  refusals = 1;
  await ready();
  expect(calls.map(({ method }) => method)).toEqual(['thread/name/set', 'thread/resume', 'thread/resume']);
  expect(calls[0]!.params).toEqual({ threadId: 'T', name: 'planning' });
  expect(events()).toEqual([{ kind: 'ready', conversationId: 'T' }]);
  expect(state()).toBe('idle');
});

it.each([
  ['for a title', { ephemeral: true }],
  ['of a helper', { parentThreadId: 'T' }],
])('a conversation %s is none of the window’s, whatever becomes of it', async (_, more) => {
  await ready();
  started('S', more);
  say('thread/status/changed', { threadId: 'S', status: { type: 'active' } });
  expect(events()).toHaveLength(1);
  expect(calls.filter(({ params }) => params.threadId === 'S')).toEqual([]);
});

it('a turn is told with its prompt, its answer and what it took by itself', async () => {
  await ready();
  turnStarted();
  expect(state()).toBe('busy');
  prompted('do it\n');
  answered('I shall look first');
  say('item/completed', { ...inTurn, item: { type: 'commandExecution' } });
  const count = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens });
  const used = (total: object, last: object) =>
    say('thread/tokenUsage/updated', { ...inTurn, tokenUsage: { total, last } });
  used(count(110, 50), count(10, 5));
  answered('done');
  used(count(130, 57), count(20, 7));
  completed();
  expect(afterReady()).toEqual([
    { kind: 'submitted', prompt: 'do it\n', conversationId: 'T', goesOnByItself: false },
    { kind: 'goes-on' },
    {
      kind: 'stopped',
      text: 'done',
      resultFile: null,
      pending: [],
      usage: { tokensIn: 30, tokensOut: 12, costUsd: null },
    },
  ]);
  expect(state()).toBe('idle');
});

it('what a person types into a running turn does not count as its prompt', async () => {
  await ready();
  turnStarted();
  prompted('ours');
  prompted('and this, too');
  expect(afterReady().map(({ kind }) => kind)).toEqual(['submitted']);
});

it('an interrupted turn is told as one', async () => {
  await ready();
  turnStarted();
  prompted('long');
  completed({ status: 'interrupted', error: null });
  expect(afterReady().map(({ kind }) => kind)).toEqual(['submitted', 'interrupted']);
  expect(state()).toBe('idle');
});

it('a failed turn is told with the end of the limit that Codex named before', async () => {
  await ready();
  turnStarted();
  prompted('more');
  const used = { usedPercent: 100, resetsAt: 1_795_280_976 };
  say('account/rateLimits/updated', { rateLimits: { primary: used, secondary: null } });
  completed({
    status: 'failed',
    error: { message: 'You’ve hit your usage limit.', codexErrorInfo: 'usageLimitExceeded' },
  });
  expect(afterReady().at(-1)).toMatchObject({
    kind: 'failed',
    why: 'usage-limit',
    until: '2026-11-21T17:09:36.000Z',
  });
});

it('a question is answered with the id that it was told with, and goes on once Codex says so', async () => {
  await ready();
  turnStarted();
  prompted('run it');
  asks(0, 'touch x');
  expect(afterReady().at(-1)).toEqual({ kind: 'asks', question: 'Run: touch x', id: 'U-0' });
  expect(state()).toBe('waiting');
  void conversation.answer('U-0', 'approve', '');
  expect(replies).toEqual([[0, { decision: 'accept' }]]);
  expect(state()).toBe('waiting');
  say('serverRequest/resolved', { threadId: 'T', requestId: 0 });
  expect(afterReady().at(-1)).toEqual({ kind: 'goes-on', question: 'Run: touch x' });
  expect(state()).toBe('busy');
});

it('of two questions, one that is answered in the window leaves the other open', async () => {
  await ready();
  turnStarted();
  asks(0, 'touch x');
  asks(1, 'touch y');
  say('serverRequest/resolved', { threadId: 'T', requestId: 0 });
  expect(state()).toBe('waiting');
  void conversation.answer('U-0', 'approve', '');
  expect(replies).toEqual([]);
  void conversation.answer('U-1', 'deny', '');
  expect(replies).toEqual([[1, { decision: 'decline' }]]);
});

it('a word that comes with a no goes into the turn that goes on', async () => {
  await ready();
  turnStarted();
  asks(0, 'touch x');
  asks(1, 'touch y');
  await conversation.answer('U-0', 'deny', 'use z');
  expect(calls.at(-1)).toEqual({
    method: 'turn/steer',
    params: {
      threadId: 'T',
      expectedTurnId: 'U',
      input: [{ type: 'text', text: 'use z', text_elements: [] }],
    },
  });
  const before = calls.length;
  await conversation.answer('U-1', 'deny', '');
  expect(calls).toHaveLength(before);
});

it('a prompt that Codex refuses leaves it idle, and says so', async () => {
  await ready();
  refusals = 1;
  await expect(conversation.submit('no', 'id-1')).rejects.toThrow('it refuses');
  expect(state()).toBe('idle');
});

it('a compaction is over when the conversation is ready again', async () => {
  await ready();
  await conversation.compact();
  turnStarted();
  say('item/started', { ...inTurn, item: { type: 'contextCompaction' } });
  completed();
  expect(afterReady().map(({ kind }) => kind)).toEqual(['stopped', 'ready']);
});

it('a conversation that the person turns to in mid-turn is followed when the turn is over', async () => {
  await ready();
  turnStarted();
  prompted('ours');
  started('N');
  answered('done');
  expect(state()).toBe('busy');
  completed();
  await until('the new one', () => events().at(-1)?.kind === 'ready');
  expect(afterReady().map(({ kind }) => kind)).toEqual(['submitted', 'stopped', 'ready']);
  expect(events().at(-1)).toEqual({ kind: 'ready', conversationId: 'N' });
});

it('a message of a shape that is not known ends nothing', async () => {
  await ready();
  say('turn/started', { thread: 'T' });
  turnStarted();
  expect(state()).toBe('busy');
  expect(readFileSync(join(folder, 'connector.log'), 'utf8')).toContain('turn/started');
});
