import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { Chief } from './mcp-client.ts';

const Told = z.object({
  method: z.literal('notifications/claude/channel'),
  params: z.object({ content: z.string() }),
});

describe('with --channel', () => {
  let rig: Rig;
  let chief: Chief;
  let told: string[];
  beforeEach(async () => {
    rig = new Rig({ brain: scriptedBrain() });
    chief = await listening();
  });
  afterEach(async () => {
    await chief.close();
    await rig.stop();
  });

  /** A client that takes a server's channel notifications, as Claude Code does. */
  async function listening(): Promise<Chief> {
    told = [];
    const one = new Chief(rig, {}, ['--channel']);
    one.client.setNotificationHandler(Told, ({ params }) => void told.push(params.content));
    await one.connect();
    return one;
  }
  const assign = async (agent: string, prompt: string): Promise<string> =>
    (await chief.call('assign_task', { agent, prompt })).data.id;

  it('the server tells its client of a task that nobody waited for, once, however it asks', async () => {
    expect(chief.client.getServerCapabilities()?.experimental).toEqual({ 'claude/channel': {} });
    const waited = await assign('planning', 'waited for');
    await chief.call('wait_for_tasks', { ids: [waited] });
    const left = await assign('coding', 'left alone');
    await until('to be told', () => told.length > 0);
    expect(told).toEqual([
      expect.stringContaining(`Background task ${left} of agent coding has ended: done`),
    ]);
    expect(rig.ctrlg('news')).toBe('');
    // Another server of this chief has nothing to add.
    await chief.close();
    chief = await listening();
    const next = await assign('coding', 'the next one');
    await until('to be told', () => told.length > 0);
    expect(told).toEqual([expect.stringContaining(next)]);
  });

  it('what has ended while there was no server is told by the next one, many of them in one line', async () => {
    await chief.close();
    chief = await Chief.start(rig);
    for (let n = 0; n < 6; n += 1) await assign('planning', `number ${n}`);
    await chief.close();
    const open = () => JSON.parse(rig.ctrlg('results', '--json')).results.filter(isOpen);
    const isOpen = ({ status }: { status: string }) => status !== 'done';
    await until('all to be done', () => open().length === 0);
    chief = await listening();
    await until('to be told', () => told.length > 0);
    expect(told).toEqual([
      '[ctrlg] 6 background tasks have ended: 6 done. See them with: ctrlg results --waiting',
    ]);
  });
});

describe('without --channel', () => {
  it('the server offers no channel', async () => {
    const rig = new Rig({ brain: scriptedBrain() });
    const chief = await Chief.start(rig);
    expect(chief.client.getServerCapabilities()?.experimental).toBeUndefined();
    await chief.close();
    await rig.stop();
  });
});
