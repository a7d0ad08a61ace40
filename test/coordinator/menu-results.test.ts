import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ticketOf } from '../../src/asking/prompt-report.ts';
import { resultsList, spokenAge, takeResults } from '../../src/coordinator/menu/results.ts';
import { taskPlaces } from '../../src/project/places.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import { isoOf, nowMs } from '../../src/system/clock.ts';
import { writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { markTaken, waitingResults } from '../../src/tasks/taken.ts';
import { newTask, type Outcome } from '../../src/tasks/task.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-results-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A task that has ended; its id. */
function ended(prompt: string, outcome: Outcome = { kind: 'done' }): string {
  const task = newTask({ agent: 'planning', isCommand: false, deadlineMinutes: 1, origin: 'hook' });
  putTask(home, task, prompt);
  if (outcome.kind === 'done') writeFileSync(taskPlaces(home, task.id).result, `answer to ${prompt}`);
  const done = { task_id: task.id, agent_id: 'planning', duration_ms: 1_000, ended_at: isoOf(nowMs()) };
  writeDone(home, done, outcome);
  return task.id;
}

const answering = (file: string, original: string) => ({
  file,
  original,
  project: { home, folder: home, name: 'p', session: 's' },
  config: parseConfig('{"agents": {}, "answerTemplate": "{agent}: {result}"}', 'config'),
});

it('ended tasks wait until somebody has their answer; cancelled ones have none', () => {
  expect(waitingResults(home)).toEqual([]);
  const first = ended('one');
  ended('two', { kind: 'cancelled', reason: 'stopped' });
  putTask(
    home,
    newTask({ agent: 'planning', isCommand: false, deadlineMinutes: 1, origin: 'hook' }),
    'running',
  );
  expect(waitingResults(home).map(({ task_id }) => task_id)).toEqual([first]);
  markTaken(home, first);
  expect(waitingResults(home)).toEqual([]);
});

it('a result is put above what stood in the prompt file', async () => {
  const file = join(home, 'prompt.md');
  const take = async (prompt: string) => {
    ended('one');
    writeFileSync(file, prompt);
    await takeResults(answering(file, prompt), waitingResults(home));
    return readFileSync(file, 'utf8');
  };
  expect(await take(' \n')).toBe('planning: answer to one');
  expect(await take('mine\n')).toBe('planning: answer to one\n\nmine\n');
  expect(waitingResults(home)).toEqual([]);
});

it('a task that failed is waiting too, with its reason', async () => {
  const file = join(home, 'prompt.md');
  ended('one', { kind: 'failed', reason: 'the model refused' });
  const [done] = waitingResults(home);
  expect(resultsList(home, [done!]).rows[0]).toMatchObject({ state: 'failed just now', about: 'one' });
  writeFileSync(file, '');
  await takeResults(answering(file, ''), [done!]);
  expect(readFileSync(file, 'utf8')).toContain('the model refused');
});

it('ages are told roughly', () => {
  const minute = 60_000;
  expect([0, 5 * minute, 3 * 60 * minute, 50 * 60 * minute].map(spokenAge)).toEqual([
    'just now',
    '5 min ago',
    '3 h ago',
    '2 days ago',
  ]);
});

it('all of them are put there at once, in place of their tickets', async () => {
  const file = join(home, 'prompt.md');
  const [one, two] = [ended('one'), ended('two', { kind: 'failed', reason: 'no disk' })];
  writeFileSync(file, `${ticketOf('planning', one)}${ticketOf('coding', 'zzzzzz')}\nmine`);
  await takeResults(answering(file, 'mine'), waitingResults(home).reverse());
  expect(readFileSync(file, 'utf8')).toBe(
    `${ticketOf('coding', 'zzzzzz')}\n[ctrlg] 2 tasks: 1 done, 1 failed\n\n## planning · done in 1.0 s · task ${one}\n\n` +
      `answer to one\n\n## planning · failed after 1.0 s · task ${two}\nno disk\n\n\nmine`,
  );
  expect(resultsList(home, []).rows).toEqual([]);
});
