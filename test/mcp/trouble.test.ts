import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { Chief, RawServer } from './mcp-client.ts';

describe('the MCP server in trouble', () => {
  let rig: Rig;
  /** For what harms no server. */
  let shared: Chief;
  const chiefs: Chief[] = [];
  const raws: RawServer[] = [];
  beforeAll(async () => {
    rig = new Rig({ brain: scriptedBrain() });
    shared = await Chief.start(rig);
  });
  afterEach(async () => {
    await Promise.all(chiefs.splice(0).map((chief) => chief.close()));
    for (const { child } of raws.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    await shared.close();
    await rig.stop();
  });

  async function newChief(env?: Record<string, string>): Promise<Chief> {
    const chief = await Chief.start(rig, env);
    chiefs.push(chief);
    return chief;
  }
  async function newRaw(): Promise<RawServer> {
    const raw = new RawServer(rig);
    raws.push(raw);
    raw.initialize();
    await answer(raw, 0);
    return raw;
  }
  const answer = (raw: RawServer, id: number | undefined) =>
    until(`an answer to ${id}`, () => raw.messages().find((one) => one.id === id && !('method' in one)));
  const assign = async (chief: Chief, agent: string, prompt: string, more = {}): Promise<string> =>
    (await chief.call('assign_task', { agent, prompt, ...more })).data.id;
  const tasks = () => readdirSync(join(rig.state, 'tasks'));
  const putTimes = (prompt: string) => rig.brain.prompts().filter((one) => one === prompt).length;

  it('killed in mid-wait, the task goes on and the next server brings its result, once', async () => {
    const first = await newChief();
    const id = await assign(first, 'planning', 'hold-1', { idempotency_key: 'hold' });
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === id);
    const wait = first.call('wait_for_tasks', { ids: [id] }).catch((error) => String(error));
    await first.call('get_agents');
    process.kill(first.pid, 'SIGKILL');
    expect(await wait).toMatch(/Connection closed/);
    const second = await newChief();
    // The chief does not know whether it was heard: it asks again under the same key.
    expect(await assign(second, 'planning', 'hold-1', { idempotency_key: 'hold' })).toBe(id);
    rig.brain.release(1);
    const { ended } = (await second.call('wait_for_tasks', { ids: [id] })).data;
    expect(ended).toMatchObject([{ id, status: 'done', result: 'echo: hold-1' }]);
    expect(putTimes('hold-1')).toBe(1);
  });

  it('closed in mid-wait, the server ends at once and the task does not', async () => {
    const raw = await newRaw();
    raw.callTool(1, 'assign_task', { agent: 'planning', prompt: 'hold-2' });
    const { id } = (await answer(raw, 1)).result.structuredContent;
    await rig.untilAgent('planning', 'to work', ({ current_task }) => current_task === id);
    raw.callTool(2, 'wait_for_tasks', { ids: [id] });
    raw.callTool(3, 'get_agents', {});
    await answer(raw, 3);
    raw.child.stdin!.end();
    expect(await raw.exit).toBe(0);
    const chief = await newChief();
    expect((await chief.call('get_task_result', { id })).data.status).toBe('running');
    rig.brain.release(2);
    expect((await chief.call('wait_for_tasks', { ids: [id] })).data.ended).toHaveLength(1);
  });

  it('what was asked just before the input was closed is done and answered', async () => {
    const raw = new RawServer(rig);
    raws.push(raw);
    raw.initialize();
    raw.callTool(1, 'assign_task', { agent: 'planning', prompt: 'a last wish' });
    raw.child.stdin!.end();
    expect(await raw.exit).toBe(0);
    const last = raw.messages().find(({ id }) => id === 1);
    expect(tasks()).toContain(last.result.structuredContent.id);
  });

  it('two servers on one project see the same tasks and wait for the same end', async () => {
    const [one, other] = [await newChief(), await newChief()];
    const id = await assign(one, 'planning', 'hold-3');
    const waits = [one, other].map((chief) => chief.call('wait_for_tasks', { ids: [id] }));
    rig.brain.release(3);
    for (const { data } of await Promise.all(waits))
      expect(data.ended).toMatchObject([{ id, status: 'done' }]);
    const key = { idempotency_key: 'both' };
    const same = await Promise.all([one, other].map((chief) => assign(chief, 'coding', 'by both', key)));
    expect(new Set(same).size).toBe(1);
    await one.call('wait_for_tasks', { ids: same.slice(0, 1) });
    expect(putTimes('by both')).toBe(1);
  });

  it.each<[string, string, object, RegExp]>([
    [
      'a forged ticket',
      'wait_for_tasks',
      { ids: ['m0forged000'] },
      /There is no task 'm0forged000' in this project\. .*Give an id/,
    ],
    ['a ticket that is a path', 'get_task_result', { id: '../../keys/x' }, /There is no task/],
    [
      'a forged ticket to come after',
      'assign_task',
      { agent: 'planning', prompt: 'x', after: ['m0forged000'] },
      /no task 'm0forged000' to come after/,
    ],
    [
      'an agent that is not there',
      'assign_task',
      { agent: 'nobody', prompt: 'x' },
      /There is no agent 'nobody'\. Known agents: planning, coding\./,
    ],
    ['an agent that cannot be stopped', 'stop_agent', { agent: '../x' }, /There is no agent '\.\.\/x'/],
    ['no prompt', 'assign_task', { agent: 'planning' }, /assign_task:[\s\S]*expected string[\s\S]*prompt/],
    ['a wrong type', 'assign_task', { agent: 'planning', prompt: 7 }, /expected string, received number/],
    [
      'an unknown argument',
      'assign_task',
      { agent: 'planning', prompt: 'x', urgent: true },
      /Unrecognized key: "urgent"/,
    ],
    ['a wait that is too long', 'wait_for_tasks', { ids: ['m0forged000'], timeout: 46 }, /<=45/],
    [
      'an empty prompt',
      'assign_task',
      { agent: 'planning', prompt: ' ' },
      /The prompt for planning is empty/,
    ],
    [
      '10 MB',
      'assign_task',
      { agent: 'planning', prompt: 'x'.repeat(10 * 1024 * 1024) },
      /The prompt has 10\.0 MB; 4 MB is the most/,
    ],
    [
      'a long key',
      'assign_task',
      { agent: 'planning', prompt: 'x', idempotency_key: 'k'.repeat(1_001) },
      /The idempotency key has 1001 characters; 1000 is the most/,
    ],
    ['an unknown run', 'get_workflow', { run_id: 'nothing' }, /There is no run 'nothing'/],
    ['an agent without a screen', 'get_agent_screen', { agent: 'coding' }, /Agent coding does not run/],
  ])('%s is an error that says the mend, and puts nothing', async (_, tool, args, what) => {
    if (tool === 'get_agent_screen') await shared.call('stop_agent', { agent: 'coding' });
    const before = tasks().length;
    const { isError, text } = await shared.call(tool, args as Record<string, unknown>);
    expect(isError).toBe(true);
    expect(text).toMatch(what);
    expect(tasks()).toHaveLength(before);
  });

  it.each([
    ['assign_task', 'agent'],
    ['wait_for_tasks', 'ids'],
    ['get_task_result', 'id'],
    ['stop_agent', 'agent'],
    ['run_workflow', 'name'],
  ])('10 MB for a name are refused by %s in a few words', async (tool, name) => {
    const long = 'x'.repeat(10 * 1024 * 1024);
    const args = { prompt: 'x', [name]: name === 'ids' ? [long] : long };
    const given = tool === 'assign_task' ? args : { [name]: args[name] };
    const { isError, text } = await shared.call(tool, given);
    expect({ isError, text }).toEqual({
      isError: true,
      text: expect.stringMatching(/^There is no .*xxx \[…\] xxx/),
    });
    expect(text.length).toBeLessThan(3_000);
  });

  it('a ticket of another project is a ticket of none here', async () => {
    const elsewhere = await newChief({ CTRLG_HOME: join(rig.root, 'another state') });
    const id = await assign(elsewhere, 'planning', 'of another project');
    for (const [tool, args] of [
      ['wait_for_tasks', { ids: [id] }],
      ['get_task_result', { id }],
      ['cancel_task', { id }],
      ['assign_task', { agent: 'planning', prompt: 'x', after: [id] }],
    ] as const)
      expect(await shared.call(tool, args)).toMatchObject({
        isError: true,
        text: expect.stringMatching(new RegExp(`There is no task '${id}'`)),
      });
    expect((await elsewhere.call('wait_for_tasks', { ids: [id] })).data.ended).toHaveLength(1);
    await elsewhere.call('stop_agent', { agent: 'planning' });
  });

  it.each([
    ['no token', undefined],
    ['a token of its own making', 'a-token-that-is-none'],
  ])('a forged agent identity puts nothing: %s', async (_, token) => {
    const chief = await newChief({
      CTRLG_AGENT: 'planning',
      CTRLG_AGENT_DIR: join(rig.state, 'agents/planning'),
      ...(token && { CTRLG_AGENT_TOKEN: token }),
    });
    const before = tasks().length;
    const { isError, text } = await chief.call('assign_task', {
      agent: 'coding',
      prompt: 'as somebody else',
    });
    expect({ isError, text }).toEqual({ isError: true, text: expect.stringMatching(/token/) });
    expect(tasks()).toHaveLength(before);
  });

  it('an unknown tool is an error of the protocol that names the known ones', async () => {
    await expect(shared.call('assign_tusk')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringMatching(/There is no tool 'assign_tusk'\. Known tools: assign_task, /),
    });
  });

  it('lines that are no messages are answered each, and the next one is heard', async () => {
    const raw = await newRaw();
    raw.send('{"jsonrpc": "2.0", "id": 5, "method":', 'hello', '', '[]', {
      jsonrpc: '1.0',
      id: 6,
      method: 'ping',
    });
    raw.send(
      { jsonrpc: '2.0', id: 7, method: 'no/such' },
      { jsonrpc: '2.0', id: 8, method: 'tools/call', params: 9 },
      { jsonrpc: '2.0', id: 10, method: 'tools/call', params: { name: 'get_agents', arguments: 'all' } },
      { jsonrpc: '2.0', id: 11, method: 'prompts/get', params: { name: 7 } },
    );
    raw.send({ jsonrpc: '2.0', id: 9, method: 'ping' });
    expect((await answer(raw, 9)).result).toEqual({});
    const codes = raw
      .messages()
      .slice(1)
      .map(({ id, error }) => [id, error?.code]);
    expect(codes.sort()).toEqual(
      [
        [undefined, -32700],
        [undefined, -32700],
        [undefined, -32600],
        [6, -32600],
        [7, -32601],
        [8, -32600],
        [10, -32602],
        [11, -32602],
        [9, undefined],
      ].sort(),
    );
  });

  it('a client that reads no more ends it, and what it had asked for goes on', async () => {
    const raw = await newRaw();
    raw.callTool(1, 'assign_task', { agent: 'planning', prompt: 'for nobody to read' });
    const { id } = (await answer(raw, 1)).result.structuredContent;
    raw.child.stdout!.destroy();
    raw.callTool(2, 'wait_for_tasks', { ids: [id] });
    expect(await raw.exit).toBe(0);
    expect((await shared.call('wait_for_tasks', { ids: [id] })).data.ended).toHaveLength(1);
  });

  it('a line without end is refused and forgotten, and the next one is heard', async () => {
    const raw = await newRaw();
    raw.send('x'.repeat(33 * 1024 * 1024), { jsonrpc: '2.0', id: 9, method: 'ping' });
    await answer(raw, 9);
    expect(raw.messages()[1].error).toEqual({ code: -32600, message: 'A message has 32 MB at most.' });
  });

  it('SIGTERM ends it, with nothing on standard output but the protocol', async () => {
    const raw = await newRaw();
    raw.callTool(1, 'assign_task', { agent: 'planning', prompt: 'quick' });
    await answer(raw, 1);
    raw.child.kill('SIGTERM');
    await raw.exit;
    expect(isAlive(raw.child.pid!)).toBe(false);
    for (const message of raw.messages()) expect(message.jsonrpc).toBe('2.0');
  });

  it('a state folder that is not safe is told by the tools, and the server serves', async () => {
    const folder = join(rig.root, 'open state');
    const chief = await newChief({ CTRLG_HOME: folder });
    await chief.call('get_agents');
    chmodSync(folder, 0o755);
    const next = await newChief({ CTRLG_HOME: folder });
    expect(await next.call('get_agents')).toMatchObject({
      isError: true,
      text: expect.stringMatching(/chmod 700/),
    });
    chmodSync(folder, 0o700);
    expect((await next.call('get_agents')).isError).toBe(false);
  });
});
