import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { Chief } from './mcp-client.ts';

describe('a message to an agent', () => {
  let rig: Rig;
  let chief: Chief;
  beforeAll(async () => {
    rig = new Rig({ brain: scriptedBrain(), agents: { planning: {}, coding: {}, testing: { max: 2 } } });
    chief = await Chief.start(rig);
  });
  afterAll(async () => {
    await chief.close();
    await rig.stop();
  });
  const assign = async (agent: string, prompt: string): Promise<string> =>
    (await chief.call('assign_task', { agent, prompt })).data.id;
  const send = async (agent: string, message: string, more = {}): Promise<string> =>
    (await chief.call('send_to_agent', { agent, message, ...more })).data.id;
  const wait = async (...ids: string[]) => (await chief.call('wait_for_tasks', { ids })).data.ended;
  const message = async (id: string) => {
    const { messages } = (await chief.call('get_agent_messages')).data;
    return messages.find((one: { id: string }) => one.id === id);
  };
  const atWork = (agent: string, id: string) =>
    rig.untilAgent(agent, 'to work', ({ current_task }) => current_task === id);
  const asks = (agent: string) => rig.untilAgent(agent, 'to ask', ({ question_id }) => question_id !== null);
  const isOffered = (agent: string, id: string) =>
    until(`${id} to be offered`, () =>
      readdirSync(rig.agentFile(agent, 'messages/offered')).some((name) => name.startsWith(id)),
    );
  /** What the agent's conversation holds of a message, whichever way it came. */
  const timesHeard = (agent: string, text: string): number => {
    const folder = rig.agentFile(agent, 'conversations');
    const entries = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').trim().split('\n'),
    );
    return entries.map((line) => JSON.parse(line)).filter((one) => told(one) && one.text.includes(text))
      .length;
  };
  const told = ({ kind }: { kind: string }) => kind === 'prompt' || kind === 'told';

  it('waits until the turn is over, and comes before the tasks that wait', async () => {
    const busy = await assign('planning', 'hold-1');
    await atWork('planning', busy);
    const next = await assign('planning', 'the next task');
    const id = await send('planning', 'Use port 8081.');
    expect(await message(id)).toEqual({ id, agent: 'planning', state: 'waiting', text: 'Use port 8081.' });
    rig.brain.release(1);
    const [, reply] = await wait(busy, id, next);
    expect(reply.result).toContain('[message from the chief]\nUse port 8081.\n[end of message]');
    expect(await message(id)).toMatchObject({ state: 'delivered', how: 'own-turn', at: expect.any(String) });
    const prompts = rig.brain.prompts();
    const order = ['hold-1', 'Use port 8081.', 'the next task'].map((text) =>
      prompts.findIndex((prompt) => prompt.includes(text)),
    );
    expect(order).toEqual([0, 1, 2]);
  });

  it('is handed over in mid-turn by the client’s hook after a tool, once', async () => {
    const id = await assign('coding', 'ask-1');
    await asks('coding');
    const [first, second] = [await send('coding', 'Mind the gap.'), await send('coding', 'And the step.')];
    await isOffered('coding', second);
    rig.ctrlg('approve', 'coding');
    await wait(id, first, second);
    const [one, other] = [await message(first), await message(second)];
    // One tool hands one message over; the other came after the turn.
    expect([one.how, other.how]).toEqual(['mid-turn', 'own-turn']);
    expect(timesHeard('coding', 'Mind the gap.')).toBe(1);
    expect(timesHeard('coding', 'And the step.')).toBe(1);
    expect(rig.ctrlg('history', first)).toContain(`handed it over in the turn of task ${id}`);
  });

  it('told while its wrapper was dead, it is not told again', async () => {
    const id = await assign('coding', 'ask-2');
    await asks('coding');
    const sent = await send('coding', 'Killed in between.');
    await isOffered('coding', sent);
    const { pid, pane_id } = rig.status('coding')!;
    process.kill(pid, 'SIGKILL');
    rig.tmux.keys(pane_id, ...rig.brain.hands.approve);
    await wait(id, sent);
    expect(rig.status('coding')!.pid).not.toBe(pid);
    expect(await message(sent)).toMatchObject({ state: 'delivered', how: 'mid-turn' });
    expect(await assign('coding', 'afterwards').then(wait)).toHaveLength(1);
    expect(timesHeard('coding', 'Killed in between.')).toBe(1);
  });

  it('in a turn of its own, it is not told again by the next wrapper', async () => {
    const sent = await send('planning', 'hold-2 for a while');
    await atWork('planning', sent);
    process.kill(rig.status('planning')!.pid, 'SIGKILL');
    rig.brain.release(2);
    await wait(sent);
    expect(timesHeard('planning', 'hold-2 for a while')).toBe(1);
  });

  it('taken back while it waits, it is never told', async () => {
    const id = await assign('coding', 'ask-3');
    await asks('coding');
    const sent = await send('coding', 'Never mind.');
    await isOffered('coding', sent);
    expect((await chief.call('cancel_task', { id: sent })).data.result).toBe('cancelled');
    await until(
      'it to be withdrawn',
      () => readdirSync(rig.agentFile('coding', 'messages/offered')).length === 0,
    );
    rig.ctrlg('approve', 'coding');
    await wait(id);
    expect(await message(sent)).toMatchObject({ state: 'not-delivered' });
    expect(timesHeard('coding', 'Never mind.')).toBe(0);
  });

  it('is for one agent of a pool, and sent twice under a key it is one', async () => {
    const first = await send('testing', 'hold-3');
    await atWork('testing', first);
    await chief.call('start_agent', { agent: 'testing-2' });
    const key = { idempotency_key: 'm' };
    const [one, same] = [await send('testing', 'For it.', key), await send('testing', 'For it.', key)];
    expect(one).toBe(same);
    // The other member takes tasks of the pool, and no message.
    const task = await assign('testing', 'a task of the pool');
    expect(await wait(task)).toMatchObject([{ agent: 'testing-2' }]);
    expect(await message(one)).toMatchObject({ state: 'waiting' });
    rig.brain.release(3);
    expect(await wait(one)).toMatchObject([{ agent: 'testing' }]);
  });

  it('is no news for the chief once it was heard', async () => {
    await wait(await send('planning', 'Just so you know.'));
    expect(rig.ctrlg('news')).toBe('');
    expect(rig.ctrlg('results', '--waiting')).not.toContain('Just so you know.');
  });

  it('can be sent and seen on the command line', async () => {
    const id = rig.ctrlg('send', 'planning', 'From a person.').trim();
    await wait(id);
    const [shown] = JSON.parse(rig.ctrlg('messages', 'planning', '--json')).messages;
    expect(shown).toMatchObject({ message_id: id, state: 'delivered', how: 'own-turn', from: null });
    expect(rig.ctrlg('messages')).toMatch(new RegExp(`${id}\\s+answered`));
  });

  it.each([
    ['an agent that there is not', { agent: 'nobody', message: 'x' }, /There is no agent 'nobody'\. Known/],
    ['an empty message', { agent: 'planning', message: ' \n' }, /The message is empty/],
    ['a message that is too long', { agent: 'planning', message: 'x'.repeat(70_000) }, /64 KB is the most/],
  ])('%s is an error that says the mend, and sends nothing', async (_, args, what) => {
    const before = readdirSync(join(rig.state, 'tasks')).length;
    expect(await chief.call('send_to_agent', args)).toMatchObject({
      isError: true,
      text: expect.stringMatching(what),
    });
    expect(readdirSync(join(rig.state, 'tasks'))).toHaveLength(before);
  });
});
