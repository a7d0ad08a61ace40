import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { Chief } from './mcp-client.ts';

describe("an AI chief's tools", () => {
  let rig: Rig;
  let chief: Chief;
  beforeAll(async () => {
    const brain = scriptedBrain([{ includes: 'a book', do: [{ reply: 'x'.repeat(50_000) }] }]);
    rig = new Rig({
      brain,
      agents: { planning: { description: 'Plans.' }, coding: {}, testing: {}, review: { tags: ['careful'] } },
    });
    chief = await Chief.start(rig);
  });
  afterAll(async () => {
    await chief.close();
    await rig.stop();
  });
  const assign = async (agent: string, prompt: string, more = {}): Promise<string> =>
    (await chief.call('assign_task', { agent, prompt, ...more })).data.id;

  it('are listed with titles, annotations and both schemas', async () => {
    const { tools } = await chief.client.listTools();
    for (const { title, description, inputSchema, outputSchema, annotations } of tools) {
      expect({ title, description, annotations }).toEqual({
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/\.$/),
        annotations: expect.anything(),
      });
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object']);
    }
    expect(tools.map(({ name }) => name)).toEqual([
      'assign_task',
      'broadcast_task',
      'wait_for_tasks',
      'get_task_result',
      'get_all_results',
      'cancel_task',
      'search_history',
      'get_agents',
      'start_agent',
      'stop_agent',
      'get_agent_response',
      'get_agent_screen',
      'send_to_agent',
      'get_agent_messages',
      'get_shared_context',
      'update_shared_context',
      'run_workflow',
      'get_workflow',
    ]);
  });

  it('assign_task answers with a ticket, and wait_for_tasks brings the result', async () => {
    const { data, text } = await chief.call('assign_task', {
      agent: 'planning',
      prompt: 'a plan',
      context: 'for the cache',
      priority: 'high',
      deadline: 5,
    });
    expect(data).toEqual({ id: expect.stringMatching(/^\w{11}$/), agent: 'planning' });
    expect(JSON.parse(text)).toEqual(data);
    expect((await chief.call('wait_for_tasks', { ids: [data.id] })).data).toEqual({
      ended: [{ id: data.id, agent: 'planning', status: 'done', result: 'echo: for the cache\n\na plan' }],
      open: [],
    });
  });

  it('a wait that times out tells what has ended and what is open; the next wait goes on', async () => {
    const slow = await assign('coding', 'hold-1');
    const quick = await assign('testing', 'quick');
    await chief.call('wait_for_tasks', { ids: [quick] });
    await rig.untilAgent('coding', 'to work', ({ current_task }) => current_task === slow);
    const { data } = await chief.call('wait_for_tasks', { ids: [slow, quick], timeout: 0.1 });
    expect(data.ended).toMatchObject([{ id: quick, result: 'echo: quick' }]);
    expect(data.open).toEqual([{ id: slow, agent: 'coding', status: 'running' }]);
    const any = chief.call('wait_for_tasks', { ids: [slow], mode: 'any' });
    rig.brain.release(1);
    expect((await any).data.ended).toMatchObject([{ id: slow, result: 'echo: hold-1' }]);
    expect(rig.brain.prompts().filter((prompt) => prompt === 'hold-1')).toHaveLength(1);
  });

  it('a waiting client is told at each end how it gets on', async () => {
    const ids = [await assign('coding', 'hold-2 one'), await assign('testing', 'two')];
    const told: string[] = [];
    const onprogress = ({ message }: { message: string }) => told.push(message);
    const wait = chief.call('wait_for_tasks', { ids }, { onprogress });
    await until('the first end to be told', () => told.length > 0);
    expect(told).toEqual([`1 of 2 ended: testing done (${ids[1]})`]);
    rig.brain.release(2);
    expect((await wait).data.open).toEqual([]);
  });

  it('a wait that the client cancels ends, and its task goes on', async () => {
    const id = await assign('coding', 'ask-2');
    await rig.untilAgent('coding', 'to work', ({ current_task }) => current_task === id);
    const cancel = new AbortController();
    const wait = chief.call('wait_for_tasks', { ids: [id] }, { signal: cancel.signal });
    cancel.abort('enough');
    await expect(wait).rejects.toThrow('enough');
    expect((await chief.call('get_task_result', { id })).data.status).toMatch(/running|blocked/);
    await chief.call('cancel_task', { id });
    expect((await chief.call('wait_for_tasks', { ids: [id] })).data.ended).toHaveLength(1);
  });

  it('a task that comes after another says what it waits for', async () => {
    const first = await assign('planning', 'hold-3');
    const second = await assign('coding', 'then', { after: [first] });
    const { data } = await chief.call('get_task_result', { id: second });
    expect(data).toEqual({ id: second, agent: 'coding', status: 'waiting', waits_for: [first] });
    rig.brain.release(3);
    const { ended } = (await chief.call('wait_for_tasks', { ids: [first, second] })).data;
    expect(ended.map(({ id }: { id: string }) => id)).toEqual([first, second]);
  });

  it('broadcast_task puts one for each, and once under a key', async () => {
    const asked = { agents: ['planning', 'coding'], prompt: 'look', idempotency_key: 'look-1' };
    const first = (await chief.call('broadcast_task', asked)).data;
    expect(first.tasks.map(({ agent }: { agent: string }) => agent)).toEqual(['planning', 'coding']);
    expect((await chief.call('broadcast_task', asked)).data).toEqual(first);
  });

  it('a long result is read in parts, none of which is lost', async () => {
    const id = await assign('coding', 'write a book');
    const [end] = (await chief.call('wait_for_tasks', { ids: [id] })).data.ended;
    let [text, offset] = [end.result, end.next_offset];
    while (offset !== undefined) {
      const { data } = await chief.call('get_task_result', { id, offset });
      text += data.result;
      offset = data.next_offset;
    }
    expect(text).toBe('x'.repeat(50_000));
  });

  it('cancel_task takes a waiting task back, and says when it is too late', async () => {
    const busy = await assign('testing', 'hang-1');
    const waiting = await assign('testing', 'never');
    await rig.untilAgent('testing', 'to work', ({ current_task }) => current_task === busy);
    expect((await chief.call('cancel_task', { id: waiting })).data).toEqual({
      id: waiting,
      result: 'cancelled',
    });
    expect((await chief.call('cancel_task', { id: busy })).data.result).toBe('asked');
    const { ended } = (await chief.call('wait_for_tasks', { ids: [busy] })).data;
    expect(ended).toMatchObject([{ id: busy, status: 'cancelled' }]);
    expect((await chief.call('cancel_task', { id: busy })).data.result).toBe('ended');
  });

  it('get_all_results and search_history list what was asked', async () => {
    const id = await assign('review', 'Count the zebras in the zoo');
    await chief.call('wait_for_tasks', { ids: [id] });
    const { tasks } = (await chief.call('get_all_results', { agent: 'review', limit: 1 })).data;
    expect(tasks).toMatchObject([{ id, status: 'done', prompt: 'Count the zebras in the zoo' }]);
    const found = (await chief.call('search_history', { query: 'zebras', outcome: 'done' })).data;
    expect(found).toMatchObject({
      tasks: [{ id, agent: 'review', found: 'Count the zebras in the zoo' }],
      more: 0,
    });
  });

  it('get_agents, start_agent and stop_agent tell how agents are', async () => {
    expect((await chief.call('start_agent', { agent: 'planning' })).data).toMatchObject({ status: 'idle' });
    const { agents } = (await chief.call('get_agents')).data;
    expect(agents[0]).toMatchObject({
      agent: 'planning',
      status: 'idle',
      client: 'scripted',
      description: 'Plans.',
    });
    expect((await chief.call('stop_agent', { agent: 'planning' })).data).toEqual({
      agent: 'planning',
      how: 'stopped',
      queued: 0,
    });
  });

  it("get_agent_response and get_agent_screen show an agent's last answer and its window", async () => {
    const id = await assign('review', 'the last word');
    await chief.call('wait_for_tasks', { ids: [id] });
    expect((await chief.call('get_agent_response', { agent: 'review' })).data).toEqual({
      agent: 'review',
      id,
      status: 'done',
      result: 'echo: the last word',
    });
    expect((await chief.call('get_agent_screen', { agent: 'review' })).data.screen).toContain(
      'the last word',
    );
  });

  it('the shared context reaches each agent with its next task, then only what changed', async () => {
    const ask = async (prompt: string): Promise<string> => {
      const id = await assign('review', prompt);
      return (await chief.call('wait_for_tasks', { ids: [id] })).data.ended[0].result;
    };
    const lines = Array.from({ length: 30 }, (_, n) => `Rule ${n} of the house.`).join('\n');
    expect((await chief.call('get_shared_context')).data).toEqual({ version: 0, text: '' });
    expect((await chief.call('update_shared_context', { text: lines, version: 0 })).data).toEqual({
      version: 1,
    });
    expect(await ask('first')).toBe(
      `echo: [shared context, version 1]\n${lines}\n[end of shared context]\n\nfirst`,
    );
    expect(await ask('second')).toBe('echo: second');
    const late = await chief.call('update_shared_context', { text: 'mine', version: 0 });
    expect(late).toMatchObject({ isError: true, text: expect.stringMatching(/has version 1 by now, not 0/) });
    await chief.call('update_shared_context', { text: `${lines}\nNo rule 31.`, version: 1 });
    const third = await ask('third');
    expect(third).toContain('changed from version 1 to 2]');
    expect(third).toContain('+No rule 31.');
    expect(third).not.toContain('Rule 3 of');
  });

  it('run_workflow begins a run, and get_workflow tells how it gets on', async () => {
    const begun = await chief.call('run_workflow', { name: 'parallel-investigation', input: 'why?' });
    expect(begun.data).toMatchObject({ workflow: 'parallel-investigation' });
    const { run_id } = begun.data;
    const run = await until(
      'the run to end',
      async () => {
        const { data } = await chief.call('get_workflow', { run_id });
        return data.status === 'done' && data;
      },
      { everyMs: 100, timeoutMs: 25_000 },
    );
    expect(run.steps.map(({ status }: { status: string }) => status)).toEqual(run.steps.map(() => 'done'));
    expect(run.output).toContain('why?');
    const { workflows, runs } = (await chief.call('get_workflow')).data;
    expect(workflows).toContain('parallel-investigation');
    expect(runs[0]).toMatchObject({ run_id, status: 'done' });
  });

  it('resources: results and states can be read, listed, and heard of', async () => {
    const updated: string[] = [];
    const { ResourceUpdatedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    chief.client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      updated.push(params.uri);
    });
    const id = await assign('coding', 'ask-1 for a resource');
    const uri = `ctrlg://tasks/${id}/result`;
    await chief.client.subscribeResource({ uri });
    await chief.client.subscribeResource({ uri: 'ctrlg://agents/coding/status' });
    await expect(chief.client.readResource({ uri })).rejects.toThrow(/has no result yet/);
    await until('the agent to be heard of', () => updated.includes('ctrlg://agents/coding/status'));
    await chief.call('cancel_task', { id });
    await until('the end to be heard of', () => updated.includes(uri));
    const { contents } = await chief.client.readResource({ uri: 'ctrlg://agents/coding/status' });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ name: 'coding' });
    const done = await assign('coding', 'for the shelf');
    await chief.call('wait_for_tasks', { ids: [done] });
    const { resources } = await chief.client.listResources();
    expect(resources).toContainEqual({
      uri: `ctrlg://tasks/${done}/result`,
      name: 'coding: for the shelf',
      mimeType: 'text/markdown',
    });
    const read = await chief.client.readResource({ uri: `ctrlg://tasks/${done}/result` });
    expect(read.contents[0]).toMatchObject({ text: 'echo: for the shelf' });
    expect((await chief.client.listResourceTemplates()).resourceTemplates).toHaveLength(2);
    await expect(chief.client.readResource({ uri: 'ctrlg://tasks/../x' })).rejects.toThrow(
      'There is no resource',
    );
  });

  it('prompts: the common flows, with what is asked put in', async () => {
    const { prompts } = await chief.client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['delegate', 'investigate', 'plan_code_test']);
    const { messages } = await chief.client.getPrompt({
      name: 'delegate',
      arguments: { task: 'Mend the parser' },
    });
    expect(messages[0]!.content).toMatchObject({
      text: expect.stringMatching(/assign_task[\s\S]*Mend the parser$/),
    });
    await expect(chief.client.getPrompt({ name: 'delegate' })).rejects.toThrow("needs 'task'");
    await expect(chief.client.getPrompt({ name: 'dance' })).rejects.toThrow('Known prompts: delegate');
  });
});
