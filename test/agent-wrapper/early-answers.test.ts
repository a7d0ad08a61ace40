import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EarlyAnswers } from '../../src/agent-wrapper/early-answers.ts';
import { type Ask, readAsk, takeAsk } from '../../src/asking/ask-file.ts';
import { asksFolder, taskPlaces } from '../../src/project/places.ts';
import { writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { isTaken } from '../../src/tasks/taken.ts';
import type { Outcome } from '../../src/tasks/task.ts';
import { until } from '../support/until.ts';
import { aTask, newStorePerTest } from '../tasks/store.ts';

const store = newStorePerTest();
let door: ChildProcess;
let promptFile: string;
let ask: Ask;
let answers: EarlyAnswers;
const logged: string[] = [];

/** A process that notes the signals it gets. */
async function startDoor(name: string): Promise<void> {
  const heard = join(store.home, 'heard');
  const file = join(store.home, name);
  const lines = [
    `trap ': >"${heard}-usr2"' USR2`,
    `trap ': >"${heard}-usr1"; exit' USR1`,
    `: >"${heard}"`,
    'while :; do sleep 0.01; done',
  ];
  writeFileSync(file, lines.join('\n'));
  door = spawn('sh', [file], { stdio: 'ignore' });
  await until('the front door', () => existsSync(heard));
}

beforeEach(() => press('ctrlg-hook'));

/** A key press whose task was put, with a front door of this name. */
async function press(name: string): Promise<void> {
  await startDoor(name);
  mkdirSync(join(store.home, 'chief'), { recursive: true });
  promptFile = join(store.home, 'chief', 'a prompt.md');
  writeFileSync(promptFile, '@planning what now?');
  const file = join(asksFolder(store.home), '0000beef-1111-2222-3333-444444444444');
  mkdirSync(asksFolder(store.home), { recursive: true });
  const lines = ['ctrlg ask 2', store.home, '', promptFile, `${door.pid}`, '', '', 'end', ''];
  writeFileSync(file, lines.join('\n'));
  ask = readAsk(file)!;
  putTask(store.home, aTask({ id: ask.key.id }), 'what now?');
  answers = new EarlyAnswers(store.home, (line) => logged.push(line));
}
afterEach(() => door.kill('SIGKILL'));

const hears = (signal: string) => existsSync(join(store.home, `heard-${signal}`));
const asks = () => readdirSync(asksFolder(store.home));
const prompt = () => readFileSync(promptFile, 'utf8');
function end(outcome: Outcome, result?: string): void {
  const { id } = ask.key;
  if (result !== undefined) writeFileSync(taskPlaces(store.home, id).result, result);
  writeDone(
    store.home,
    { task_id: id, agent_id: 'planning', duration_ms: 5, ended_at: '2030-01-01T00:00:00.000Z' },
    outcome,
  );
  answers.give(id);
}
const untouched = () => [prompt(), asks().length, isTaken(store.home, ask.key.id), hears('usr1')];
const UNTOUCHED = ['@planning what now?', 1, false, false];

it('a front door hears that an agent has its prompt, and ends once the answer stands in its file', async () => {
  answers.taken(ask, '<{result}>');
  await until('the door to hear it', () => hears('usr2'));
  end({ kind: 'done' }, 'Tea.');
  expect([prompt(), isTaken(store.home, ask.key.id), asks()]).toEqual(['<Tea.>', true, []]);
  await until('the door to end', () => hears('usr1'));
});

it.each<[string, Outcome, string | undefined]>([
  ['a failed task', { kind: 'failed', reason: 'no disk' }, 'half of it'],
  ['a cancelled task', { kind: 'cancelled', reason: 'at your request' }, undefined],
  ['an empty answer', { kind: 'done' }, ''],
])('%s is left to the hook', (_, outcome, result) => {
  answers.taken(ask, '{result}');
  end(outcome, result);
  expect(untouched()).toEqual(UNTOUCHED);
});

it('a hook that is up gives the answer itself', () => {
  answers.taken(ask, '{result}');
  takeAsk(ask.file, 'hook');
  end({ kind: 'done' }, 'Tea.');
  expect(untouched()).toEqual(UNTOUCHED);
});

it('a task of no key press is nobody’s to answer', () => {
  end({ kind: 'done' }, 'Tea.');
  expect(untouched()).toEqual(UNTOUCHED);
});

it('whose front door is gone is not taken for told', async () => {
  answers.taken(ask, '{result}');
  door.kill('SIGKILL');
  await until('its end', () => door.signalCode);
  end({ kind: 'done' }, 'Tea.');
  expect(untouched()).toEqual(UNTOUCHED);
});

it('a process that is no front door is sent no signal', async () => {
  door.kill('SIGKILL');
  rmSync(store.home, { recursive: true });
  mkdirSync(store.home);
  await press('somebody-else');
  answers.taken(ask, '{result}');
  end({ kind: 'done' }, 'Tea.');
  expect(untouched()).toEqual(UNTOUCHED);
});

it('a prompt file that takes no answer is left to the hook, which says so', () => {
  // Nothing stops root from writing into a read-only folder; one that is gone stops anybody.
  answers.taken({ ...ask, promptFile: join(store.home, 'gone', 'prompt.md') }, '{result}');
  end({ kind: 'done' }, 'Tea.');
  expect(untouched()).toEqual(UNTOUCHED);
  expect(asks()).toEqual(['0000beef-1111-2222-3333-444444444444']);
  expect(logged.at(-1)).toContain('early answer');
});
