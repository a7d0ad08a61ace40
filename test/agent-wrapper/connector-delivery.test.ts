import {
  existsSync,
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
import { deliverByConnector } from '../../src/agent-wrapper/connector-delivery.ts';
import { type Delivery, prepareDeliveries } from '../../src/agent-wrapper/delivery.ts';
import { Changes } from '../../src/system/changes.ts';

let folder: string;
let changes: Changes;
let seen: string[];
let isSubmitted: boolean;
let isOvertaken: boolean;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgd-'));
  prepareDeliveries(folder);
  [changes, seen, isSubmitted, isOvertaken] = [new Changes(), [], false, false];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const delivery = (own: Partial<Delivery> = {}): Delivery => ({
  folder,
  nonce: 'n1',
  text: 'the prompt\n',
  isCommand: false,
  changes,
  window: {
    press: () => Promise.reject(new Error('no key is for a connector')),
    screen: () => Promise.reject(new Error('nor is its screen')),
    wake: () => {},
  },
  placed: () => void seen.push('placed'),
  refused: (reason) => void seen.push(`refused: ${reason}`),
  isSubmitted: () => isSubmitted,
  isOvertaken: () => isOvertaken,
  ...own,
});
const at = (step: string, name = 'n1') => join(folder, step, name);
const pickUp = (name = 'n1') => {
  renameSync(at('pending', name), at('placed', name));
  changes.poke();
};

it('a prompt is left for the connector, and is submitted when the client’s event says so', async () => {
  const end = deliverByConnector(delivery());
  expect(readFileSync(at('pending'), 'utf8')).toBe('the prompt\n');
  pickUp();
  isSubmitted = true;
  changes.poke();
  expect(await end).toBe('submitted');
  expect(seen).toEqual(['placed']);
});

it('a command is told by the name of its file', async () => {
  const end = deliverByConnector(delivery({ isCommand: true }));
  expect(readdirSync(join(folder, 'pending'))).toEqual(['n1.command']);
  pickUp('n1.command');
  writeFileSync(at('returned', 'n1.command'), 'Codex knows no /help here.');
  changes.poke();
  expect(await end).toBe('not-taken');
  expect(seen).toEqual(['placed', 'refused: Codex knows no /help here.']);
  expect(existsSync(at('returned', 'n1.command'))).toBe(false);
});

it('a prompt that is not picked up is taken back, and nobody can pick it up any more', async () => {
  const end = deliverByConnector(delivery());
  isOvertaken = true;
  changes.poke();
  expect(await end).toBe('overtaken');
  expect(existsSync(at('pending'))).toBe(false);
  expect(seen).toEqual([]);
});

it('a prompt that is picked up in the moment it is taken back counts as handed over', async () => {
  const end = deliverByConnector(delivery());
  isOvertaken = true;
  pickUp();
  isSubmitted = true;
  changes.poke();
  expect(await end).toBe('submitted');
});
