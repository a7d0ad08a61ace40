import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ClientEvent } from '../../src/clients/client.ts';
import { readConnectorEvent } from '../../src/clients/connector-event.ts';
import { Intake } from '../../src/connectors/intake.ts';
import type { Link } from '../../src/connectors/link.ts';
import { Mailbox } from '../../src/connectors/mailbox.ts';
import { until } from '../support/until.ts';

let folder: string;
let said: string[];
let mailbox: Mailbox;
let intake: Intake;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cgx-'));
  mkdirSync(join(folder, 'deliver/pending'), { recursive: true });
  said = [];
  const say = async (what: string) => void said.push(what);
  const link: Link = {
    submit: (text, { isCommand }) =>
      text === 'refuse'
        ? Promise.reject(new Error('no'))
        : say(`${isCommand ? 'command' : 'prompt'} ${text}`),
    fateOf: async () => ({ kind: 'not-taken' }),
    interrupt: () => say('interrupt'),
    answer: (id, decision, note) => say(`${decision} ${id} ${note}`.trim()),
    exit: new Promise(() => {}),
    end: async () => {},
  };
  mailbox = new Mailbox(folder, () => intake?.look());
  intake = new Intake(folder, mailbox, link);
  await intake.open();
});

afterEach(() => {
  intake.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As the wrapper does it: what is there is whole. */
const leave = (path: string, text: string) => {
  writeFileSync(join(folder, 'draft'), text);
  renameSync(join(folder, 'draft'), join(folder, path));
};
const isThere = (path: string) => existsSync(join(folder, path));

it('a prompt is on its way from before it is sent until it is told as taken; a command never is', async () => {
  leave('deliver/pending/n1', 'go');
  mailbox.state('idle');
  await until('it to be sent', () => said.length === 1);
  expect(JSON.parse(readFileSync(join(folder, 'on-its-way.json'), 'utf8'))).toMatchObject({ text: 'go' });
  mailbox.tell({ kind: 'submitted', prompt: 'go', conversationId: 'c' });
  expect(isThere('on-its-way.json')).toBe(false);
  leave('deliver/pending/n2.command', '/clear');
  mailbox.state('idle');
  await until('it to be sent', () => said.length === 2);
  expect(isThere('on-its-way.json')).toBe(false);
});

it('a prompt is sent byte for byte once the client is idle, and its file says so', async () => {
  leave('deliver/pending/n1', ' \r\n/clear\\ \n');
  intake.look();
  expect(said).toEqual([]);
  mailbox.state('idle');
  await until('the prompt to be sent', () => said.length > 0);
  expect(said).toEqual(['prompt  \r\n/clear\\ \n']);
  expect(isThere('deliver/placed/n1')).toBe(true);
});

it('a prompt that comes while the client is busy stays where it can be taken back', () => {
  mailbox.state('busy');
  leave('deliver/pending/n1', 'later');
  intake.look();
  expect(said).toEqual([]);
  expect(isThere('deliver/pending/n1')).toBe(true);
});

it('a command is told from a prompt by the name of its file', async () => {
  mailbox.state('idle');
  leave('deliver/pending/n1.command', '/compact');
  await until('the command to be sent', () => said[0] === 'command /compact');
});

it('a prompt that the client refuses is returned with the reason', async () => {
  mailbox.state('idle');
  leave('deliver/pending/n1', 'refuse');
  await until('it to be returned', () => isThere('deliver/returned/n1'));
  expect(readFileSync(join(folder, 'deliver/returned/n1'), 'utf8')).toContain('no');
});

it('requests and answers are taken once', async () => {
  leave('requests/interrupt-1', '');
  leave('answers/q-7', 'deny\nfrom the hook\n"not \\"now\\""\n');
  leave('answers/q-8', 'perhaps');
  await until('both', () => said.length === 2);
  intake.look();
  expect(said.sort()).toEqual(['deny q-7 not "now"', 'interrupt']);
  expect(isThere('answers/q-8')).toBe(true);
});

it('of two answers to one question the second is left to its giver', async () => {
  leave('answers/q-7', 'deny\nfrom the hook\n""\n');
  await until('the first', () => said.length === 1);
  leave('answers/q-7', 'approve\nby ctrlg approve\n""\n');
  intake.look();
  expect(said.map((one) => one.trim())).toEqual(['deny q-7']);
  expect(isThere('answers/q-7')).toBe(true);
  expect(readFileSync(join(folder, 'answered/q-7'), 'utf8')).toContain('deny');
});

it('events are told in order, in files that are whole', () => {
  const events: ClientEvent[] = [
    { kind: 'ready', conversationId: 'c' },
    { kind: 'submitted', prompt: 'p\n', conversationId: 'c', goesOnByItself: false },
    { kind: 'asks', question: 'rm -rf?', id: 'q' },
    {
      kind: 'stopped',
      text: 't',
      resultFile: null,
      pending: [],
      usage: { tokensIn: 1, tokensOut: 2, costUsd: null },
    },
  ];
  for (const event of events) mailbox.tell(event);
  const names = readdirSync(join(folder, 'events')).sort(
    (a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]),
  );
  const told = names.map((name) =>
    readConnectorEvent(JSON.parse(readFileSync(join(folder, 'events', name), 'utf8'))),
  );
  expect(told).toEqual(events);
});

it('what is no connector’s event is none', () => {
  expect(readConnectorEvent({ kind: 'ready', conversationId: 'c' })).toBeUndefined();
  expect(readConnectorEvent({ ctrlg_event: 1, kind: 'stopped' })).toBeUndefined();
  expect(readConnectorEvent('ready')).toBeUndefined();
});
