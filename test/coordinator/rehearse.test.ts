import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rehearse } from '../../src/coordinator/rehearse.ts';
import { taskPlaces } from '../../src/project/places.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import { newTask } from '../../src/tasks/task.ts';

const config = parseConfig('{ "agents": { "planning": {} } }', 'ctrlg.config.json');
const task = newTask({ agent: 'planning', isCommand: false, deadlineMinutes: 1, origin: 'hook' });

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-rehearse-'));
  file = join(home, 'prompt.md');
  writeFileSync(file, '@planning hello');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const rehearsed = () =>
  rehearse(
    { file, original: '@planning hello', project: { folder: home, name: 'p', home, session: 's' }, config },
    task,
  );

it('an answer is rehearsed beside the task, and nothing of it is left', async () => {
  const { folder } = taskPlaces(home, task.id);
  mkdirSync(folder, { recursive: true });
  const begun = new Promise((resolve) => {
    watch(folder, (_, name) => resolve(name)).unref();
  });
  await rehearsed();
  expect(await begun).toBe('rehearsal');
  expect(readdirSync(folder)).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe('@planning hello');
});

it('a rehearsal that cannot be held keeps nobody from the answer', async () => {
  writeFileSync(join(home, 'tasks'), 'no folder');
  await rehearsed();
  expect(readFileSync(file, 'utf8')).toBe('@planning hello');
});
