import { type ChildProcess, spawn } from 'node:child_process';
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
import { isAlive, repository } from '../../support/rig.ts';
import { until } from '../../support/until.ts';
import * as says from './messages.ts';

let folder: string;
let connector: ChildProcess;
let shown: string;
let code: number | null | undefined;

/** The connector itself, without a terminal. */
function start(...program: string[]): void {
  shown = '';
  code = undefined;
  const args = ['--client', 'claude-headless', '--agent', 'planning', '--folder', `${folder}/`, '--'];
  connector = spawn(process.execPath, [join(repository, 'dist/ctrlg-connector.cjs'), ...args, ...program], {
    cwd: folder,
    env: { PATH: process.env.PATH, FAKE_HEARD: join(folder, 'heard'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [connector.stdout!, connector.stderr!])
    stream.on('data', (bytes) => {
      shown += bytes;
    });
  connector.on('exit', (exitCode) => {
    code = exitCode;
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgp-'));
  mkdirSync(join(folder, 'deliver/pending'), { recursive: true });
});

afterEach(async () => {
  connector.kill('SIGTERM');
  await until('it to end', () => code !== undefined);
  rmSync(folder, { recursive: true });
});

const fake = [process.execPath, join(import.meta.dirname, 'fake-claude.mjs')];
const told = (kind: string) => readdirSync(join(folder, 'events')).some((name) => name.includes(`-${kind}.`));

it('without a terminal a prompt is taken and answered, and what it says is written all the same', async () => {
  start(...fake);
  await until('it to be ready', () => existsSync(join(folder, 'session.json')));
  const prompt = JSON.stringify([
    says.took,
    says.delta('some words'),
    says.done('some words'),
    says.state('idle'),
  ]);
  // As the wrapper does it: what is there is whole.
  writeFileSync(join(folder, 'n1'), prompt);
  renameSync(join(folder, 'n1'), join(folder, 'deliver/pending/n1'));
  await until('the answer', () => told('stopped'));
  await until('the words', () => shown.includes('some words\n✓ done'));
  expect(code).toBeUndefined();
});

it('told to end, it ends its program', async () => {
  start(...fake);
  await until('it to be ready', () => existsSync(join(folder, 'session.json')));
  const [{ pid }] = JSON.parse(readFileSync(join(folder, 'children.json'), 'utf8'));
  connector.kill('SIGTERM');
  await until('both to end', () => code !== undefined && !isAlive(pid));
});

it('ends as its program does, and shows what that complained of', async () => {
  start('/bin/sh', '-c', 'echo "No conversation found" >&2; exit 3');
  await until('it to end', () => code !== undefined);
  expect(code).toBe(3);
  expect(shown).toContain('No conversation found');
  expect(readFileSync(join(folder, 'connector.log'), 'utf8')).toContain('No conversation found');
});

it('says so when its program cannot be started', async () => {
  start('/nowhere/claude');
  await until('it to end', () => code !== undefined);
  expect(code).toBe(1);
  expect(shown).toMatch(/ctrlg-connector: .*nowhere/);
});
