import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Link, OpenLink } from '../../src/connectors/link.ts';
import { type Fate, leftOnItsWay, noteOnItsWay } from '../../src/connectors/on-its-way.ts';
import { runConnector } from '../../src/connectors/run-connector.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PROMPT = { id: 'p-1', text: 'go\n', sinceMs: 7 };

const state = () => JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8')).status;

/** A connector whose client ends at once; what it has told. */
async function run(fate: Fate, resume: string | null = 'c-1') {
  const asked: unknown[] = [];
  const link: Link = {
    submit: async () => {},
    fateOf: async (prompt) => {
      asked.push(prompt);
      // Nobody gives it a prompt before that is settled.
      expect(existsSync(join(folder, 'session.json'))).toBe(false);
      return fate;
    },
    interrupt: async () => {},
    answer: async () => {},
    exit: Promise.resolve({ code: 0, signal: null }),
    end: async () => {},
  };
  const options = { name: 'coding', folder, cwd: folder, resume, argv: ['x'], env: {} };
  const open: OpenLink = async (mailbox) => {
    mailbox.state('idle');
    return link;
  };
  await runConnector(open, options);
  expect(state()).toBe('idle');
  const told = readdirSync(join(folder, 'events'))
    .sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]))
    .map((name) => JSON.parse(readFileSync(join(folder, 'events', name), 'utf8')));
  return { asked, told };
}

it('a prompt that the connector before had sent is told as taken, with its end, and is not on its way any more', async () => {
  noteOnItsWay(folder, PROMPT);
  const { asked, told } = await run({ kind: 'taken', ending: { kind: 'cut-off' } });
  expect(asked).toMatchObject([PROMPT]);
  expect(told).toEqual([
    { ctrlg_event: 1, kind: 'ready', conversationId: 'c-1' },
    { ctrlg_event: 1, kind: 'submitted', prompt: 'go\n', conversationId: 'c-1' },
    { ctrlg_event: 1, kind: 'cut-off' },
  ]);
  expect(leftOnItsWay(folder)).toBeUndefined();
});

it('one that its client did not take is sent again by the wrapper: nothing is told of it', async () => {
  noteOnItsWay(folder, PROMPT);
  expect((await run({ kind: 'not-taken' })).told).toEqual([]);
  expect(existsSync(join(folder, 'on-its-way.json'))).toBe(false);
});

it('nothing is asked when nothing was on its way, or its conversation is not gone on with', async () => {
  expect((await run({ kind: 'not-taken' })).asked).toEqual([]);
  noteOnItsWay(folder, PROMPT);
  expect((await run({ kind: 'not-taken' }, null)).asked).toEqual([]);
});
