import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PutRequest, putPlan } from '../../src/asking/put-plan.ts';
import { agentPlaces, tasksFolder } from '../../src/project/places.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import type { PlannedTask } from '../../src/router/bind.ts';
import { readWholePrompt } from '../../src/tasks/put.ts';
import { enterTask } from '../../src/tasks/queue.ts';
import { newTaskKey } from '../../src/tasks/task-key.ts';
import { canMount, TinyDisk } from '../system/tiny-disk.ts';
import { newStorePerTest } from '../tasks/store.ts';

const store = newStorePerTest();
const config = (more: object = {}) =>
  parseConfig(JSON.stringify({ agents: { planning: { retries: 5 }, coding: {} }, ...more }), 'c.json');

const planned = (fields: Partial<PlannedTask> = {}): PlannedTask => ({
  agent: 'planning',
  target: 'planning',
  prompt: 'x',
  isCommand: false,
  isBackground: false,
  priority: 'normal',
  timeoutMinutes: undefined,
  retries: undefined,
  after: [],
  why: 'named',
  ...fields,
});

const put = (tasks: PlannedTask[], request: Partial<PutRequest> = {}) =>
  putPlan({
    project: { home: store.home, folder: store.home, name: 'p', session: 's' },
    config: config(),
    context: '',
    planned: tasks,
    ...request,
  });
const folders = () => {
  try {
    return readdirSync(tasksFolder(store.home));
  } catch {
    return [];
  }
};

describe('the tasks of one prompt', () => {
  it('share their context and their group, and name each other by id', async () => {
    const [first, second] = await put([planned(), planned({ agent: 'coding', prompt: 'then', after: [0] })], {
      context: 'for all',
    });
    expect(second!.task).toMatchObject({ group: first!.task.id, after: [first!.task.id] });
    expect(readWholePrompt(store.home, second!.task.id)).toBe('for all\n\nthen');
  });

  it('take retries and time from the prompt, else from the agent, else from the config', async () => {
    const tasks = await put([
      planned(),
      planned({ retries: 1, timeoutMinutes: 2 }),
      planned({ agent: 'coding' }),
    ]);
    expect(tasks.map(({ task }) => task.retries)).toEqual([5, 1, 2]);
    const { created_at, deadline_at } = tasks[1]!.task;
    expect(Date.parse(deadline_at) - Date.parse(created_at)).toBe(120_000);
  });

  it('are all put, or none: one that is empty stops all of them', async () => {
    await expect(put([planned(), planned({ prompt: ' \u200b' })])).rejects.toThrow(
      /prompt for planning is empty/,
    );
    expect(folders()).toEqual([]);
  });

  it('are taken back when one of them cannot be put', async () => {
    writeFileSync(join(store.home, 'agents'), 'no folder');
    await expect(put([planned(), planned()])).rejects.toThrow();
    expect(folders().filter((id) => !id.startsWith('.'))).toEqual([]);
  });

  it('are put once under one idempotency key, and the first stands', async () => {
    const [first] = await put([planned({ prompt: 'one' })], { idempotencyKey: 'k' });
    const [again] = await put([planned({ prompt: 'two' })], { idempotencyKey: 'k' });
    expect(again!.task.id).toBe(first!.task.id);
    expect(folders()).toHaveLength(1);
  });

  it('are those that a faster agent has put under the same key, though another member is planned here', async () => {
    const key = newTaskKey();
    const [early] = await put([planned({ agent: 'coding', target: 'coding' })], { key });
    const [late] = await put([planned({ agent: 'coding-2', target: 'coding' })], { key });
    expect([late!.task.id, late!.task.agent]).toEqual([early!.task.id, 'coding']);
    expect(folders()).toHaveLength(1);
  });

  it('are refused when agents hand on to agents too deep', async () => {
    const deep = { delegation: { parent: 'x', depth: 4 } };
    await expect(put([planned()], deep)).rejects.toThrow(/4 deep; limits.depth is 3/);
    expect(folders()).toEqual([]);
  });

  it('are refused when the day’s budget is spent, and not before', async () => {
    const limits = { config: config({ limits: { spendPerDay: 1 } }) };
    const [first] = await put([planned()], limits);
    const { task } = first!;
    enterTask(store.database, task);
    store.database.exec(
      `UPDATE tasks SET state = 'ended', ended_at = '${new Date().toISOString()}', cost_usd = 1.5 WHERE id = '${task.id}'`,
    );
    await expect(put([planned()], limits)).rejects.toThrow(/have cost \$1\.50; limits\.spendPerDay is \$1/);
  });

  it('have an entry in the inbox of their agent each', async () => {
    const [first, second] = await put([planned(), planned({ agent: 'coding' })]);
    const inbox = (agent: string) => readdirSync(agentPlaces(store.home, agent).inbox);
    expect([inbox('planning'), inbox('coding')]).toEqual([[first!.task.id], [second!.task.id]]);
  });
});

describe.skipIf(!canMount)('a disk that gets full between two tasks of one prompt', () => {
  it('takes back what was put, though not even that can be written', async () => {
    const disk = new TinyDisk();
    try {
      disk.fill(3);
      const asked = put([planned(), planned({ agent: 'coding', prompt: 'y'.repeat(20_000) })], {
        project: { home: disk.folder, folder: disk.folder, name: 'p', session: 's' },
      });
      await expect(asked).rejects.toThrow('The disk is full');
      expect(readdirSync(tasksFolder(disk.folder))).toEqual([]);
      expect(readdirSync(agentPlaces(disk.folder, 'planning').inbox)).toEqual([]);
    } finally {
      disk.remove();
    }
  });
});
