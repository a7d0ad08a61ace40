import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/api/connect.ts';
import type { Ctrlg } from '../../src/api/ctrlg.ts';
import type { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { collected, connectedRig } from './api-rig.ts';

describe('connect', () => {
  let rig: Rig;
  let ctrlg: Ctrlg;
  beforeAll(() => {
    ({ rig, ctrlg } = connectedRig({ agents: { planning: {}, coding: {}, review: { max: 2 } } }));
  });
  afterAll(async () => {
    ctrlg.close();
    await rig.stop();
  });
  const tasks = () => readdirSync(join(rig.state, 'tasks'));

  it('puts a task, starts its agent and brings the result', async () => {
    const ticket = await ctrlg.assign('planning', 'a plan', { context: 'for the cache' });
    expect(ticket).toMatchObject({ agent: 'planning', target: 'planning', why: 'named in the prompt' });
    const { ended, open } = await ctrlg.wait(ticket.id);
    expect(open).toEqual([]);
    expect(ended[0]).toMatchObject({ id: ticket.id, status: 'done', isEnded: true, prompt: 'a plan' });
    expect(ended[0]!.result).toBe('echo: for the cache\n\na plan');
    expect(await ctrlg.tasks({ isWaiting: true })).toEqual([]);
  });

  it('tells at a time-out what has ended and what goes on, and loses nothing', async () => {
    const slow = await ctrlg.assign('planning', 'hold-1');
    const quick = await ctrlg.assign('coding', 'quick');
    const first = await ctrlg.wait([slow.id, quick.id], { mode: 'any' });
    expect(first.ended.map(({ id }) => id)).toEqual([quick.id]);
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === slow.id);
    const second = await ctrlg.wait([slow.id, quick.id], { timeoutMs: 50 });
    expect(second.ended.map(({ id }) => id)).toEqual([quick.id]);
    expect(second.open).toMatchObject([{ id: slow.id, status: 'running', trouble: null, result: null }]);
    rig.brain.release(1);
    expect((await ctrlg.wait(slow.id)).ended[0]!.result).toBe('echo: hold-1');
    expect(rig.brain.prompts().filter((prompt) => prompt === 'hold-1')).toHaveLength(1);
  });

  it('ends a wait by its signal, and not the task', async () => {
    const { id } = await ctrlg.assign('planning', 'hold-2');
    const abort = new AbortController();
    const wait = ctrlg.wait(id, { signal: abort.signal });
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === id);
    abort.abort(new Error('enough'));
    await expect(wait).rejects.toThrow('enough');
    rig.brain.release(2);
    expect((await ctrlg.wait(id)).ended).toHaveLength(1);
  });

  it('puts one task under one idempotency key, also of a broadcast', async () => {
    const before = tasks().length;
    const asked = () => ctrlg.broadcast(['planning', 'coding'], 'once', { idempotencyKey: 'k' });
    const [first, second] = [await asked(), await asked()];
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    const one = () => ctrlg.assign('planning', 'once more', { idempotencyKey: 'l' });
    expect((await one()).id).toBe((await one()).id);
    expect(tasks()).toHaveLength(before + 3);
    await ctrlg.wait(first.map(({ id }) => id));
  });

  it('spreads a broadcast to a pool over its members', async () => {
    const tickets = await ctrlg.broadcast(['review', 'review'], 'look');
    expect(tickets.map(({ agent }) => agent).sort()).toEqual(['review', 'review-2']);
    const { ended } = await ctrlg.wait(tickets.map(({ id }) => id));
    expect(ended).toHaveLength(2);
  });

  it.each([
    ['', 'There is no task'],
    ['../../ctrlg.db', 'There is no task'],
    ['m0zzzzzzzzz', 'There is no task'],
  ])('refuses the ticket %j, which was not put here', async (id, what) => {
    for (const call of [ctrlg.wait(id), ctrlg.task(id), ctrlg.cancel(id)])
      await expect(call).rejects.toThrow(what);
    await expect(ctrlg.assign('planning', 'x', { after: [id] })).rejects.toThrow(what);
  });

  it('says which ticket may be meant', async () => {
    const { id } = await ctrlg.assign('planning', 'near');
    const slip = `${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`;
    await expect(ctrlg.task(slip)).rejects.toMatchObject({ mend: expect.stringContaining(id) });
    await ctrlg.wait(id);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an unknown agent', () => ctrlg.assign('nobody', 'x'), "There is no agent 'nobody'"],
    ['an unknown tag', () => ctrlg.assign('tag:nothing', 'x'), "no agent has the tag 'nothing'"],
    ['an empty prompt', () => ctrlg.assign('planning', ' \n'), 'is empty'],
    ['a huge prompt', () => ctrlg.assign('planning', 'x'.repeat(5e6)), 'The prompt has 4.8 MB'],
    ['a NUL', () => ctrlg.assign('planning', 'a\0b'), 'holds NUL bytes'],
    ['a deadline of nothing', () => ctrlg.assign('planning', 'x', { deadlineMinutes: 0 }), 'A deadline of 0'],
    ['half a retry', () => ctrlg.assign('planning', 'x', { retries: 0.5 }), '0.5 is no number of retries'],
    [
      'a priority',
      () => ctrlg.assign('planning', 'x', { priority: 'now' as 'high' }),
      "'now' is no priority",
    ],
    ['nobody at all', () => ctrlg.broadcast([], 'x'), 'No agent is named'],
    ['a start of nobody', () => ctrlg.start('nobody'), "There is no agent 'nobody'"],
    ['an end of nobody', () => ctrlg.stop('nobody'), "There is no agent 'nobody'"],
    ['a workflow', () => ctrlg.runWorkflow('nothing'), "There is no workflow 'nothing'"],
    ['a run', () => ctrlg.run('../tasks'), "There is no run '../tasks'"],
  ])('refuses %s and puts nothing', async (_, call, what) => {
    const before = tasks().length;
    await expect(call()).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(what) });
    expect(tasks()).toHaveLength(before);
  });

  it('takes a task back where its agent cannot be started, and puts it when asked again', async () => {
    await ctrlg.stop('coding');
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    const asked = () => ctrlg.assign('coding', 'later', { idempotencyKey: 'later' });
    await expect(asked()).rejects.toThrow('tmux is not installed');
    process.env.PATH = path;
    const [cancelled] = await ctrlg.tasks({ agent: 'coding', limit: 1 });
    expect(cancelled).toMatchObject({ prompt: 'later', status: 'cancelled' });
    const { id } = await asked();
    expect(id).not.toBe(cancelled!.id);
    expect((await ctrlg.wait(id)).ended[0]!.result).toBe('echo: later');
  });

  it('tells events from the call on, none of an earlier time, and each end', async () => {
    const events = ctrlg.events();
    const early = await ctrlg.assign('coding', 'early');
    await ctrlg.wait(early.id);
    const seen = collected(events);
    const asks = await ctrlg.assign('planning', 'ask-1');
    const blocked = () =>
      seen.all.find((event) => event.kind === 'agent' && event.agent === 'planning' && event.blockedOn);
    expect(await until('planning to ask', blocked)).toMatchObject({ status: 'blocked', task: asks.id });
    await ctrlg.cancel(asks.id);
    await ctrlg.wait(asks.id);
    const ends = () => seen.all.filter((event) => event.kind === 'task' && event.status === 'cancelled');
    await until('the end to be told', () => ends().length > 0);
    expect(seen.all.filter((event) => event.kind === 'task' && event.id === early.id)).toMatchObject([
      { agent: 'coding', status: 'done' },
    ]);
    const told = seen.all.flatMap((event) => (event.kind === 'task' ? [event.id] : []));
    expect(new Set(told)).toEqual(new Set([early.id, asks.id]));
    await events.return?.();
  });

  it('close ends events and waits, and nothing else', async () => {
    const own = connect({ cwd: rig.project, home: rig.state });
    const seen = collected(own.events());
    const { id } = await own.assign('planning', 'hold-3');
    const wait = own.wait(id);
    await until('the task to be told', () => seen.all.length > 0);
    own.close();
    await expect(wait).rejects.toThrow('closed');
    await seen.ended;
    rig.brain.release(3);
    expect((await ctrlg.wait(id)).ended).toHaveLength(1);
  });

  it('works from the config and the state folder that it is given', async () => {
    const other = connect({
      cwd: rig.root,
      home: join(rig.root, 'other'),
      config: 'my project/ctrlg.config.json',
    });
    expect(other.project).toMatchObject({ folder: rig.project, home: join(rig.root, 'other') });
    expect((await other.agents()).map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(existsSync(join(rig.root, 'other/tasks'))).toBe(false);
  });
});
