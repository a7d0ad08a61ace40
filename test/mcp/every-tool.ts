import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { until } from '../support/until.ts';

/** What a client makes of a tool's answer. */
export interface Answer {
  readonly isError: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  readonly data: any;
}

export interface ListedTool {
  readonly name: string;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
}

/** A client of the MCP server, whichever it is. */
export interface ToolClient {
  list(): Promise<ListedTool[]>;
  call(name: string, args: Record<string, unknown>): Promise<Answer>;
}

/**
 * Drives every tool on agents that echo (planning, coding), and holds what is given and answered to the schemas that the
 * server lists. Fails for a tool that is listed and was not driven.
 */
export async function driveEveryTool(client: ToolClient): Promise<void> {
  const tools = await client.list();
  const driven = new Set<string>();
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<any> => {
    const { inputSchema, outputSchema } = tools.find((tool) => tool.name === name)!;
    assertFits(inputSchema, args, `${name}, arguments`);
    const { isError, data } = await client.call(name, args);
    expect({ name, isError }).toEqual({ name, isError: false });
    assertFits(outputSchema!, data, `${name}, answer`);
    driven.add(name);
    return data;
  };
  const wait = async (...ids: string[]) => (await call('wait_for_tasks', { ids, timeout: 30 })).ended;

  expect((await call('get_agents')).agents).toHaveLength(2);
  expect(await call('start_agent', { agent: 'planning' })).toMatchObject({ status: 'idle' });
  const first = await call('assign_task', { agent: 'planning', prompt: 'a zebra', idempotency_key: 'k' });
  expect(await wait(first.id)).toMatchObject([{ status: 'done', result: 'echo: a zebra' }]);
  expect(await call('get_task_result', { id: first.id })).toMatchObject({ result: 'echo: a zebra' });
  expect(await call('get_agent_response', { agent: 'planning' })).toMatchObject({ id: first.id });
  expect((await call('get_agent_screen', { agent: 'planning', lines: 20 })).screen).toContain('a zebra');
  expect((await call('search_history', { query: 'zebra' })).tasks).toMatchObject([{ id: first.id }]);

  const { tasks } = await call('broadcast_task', { agents: ['planning', 'coding'], prompt: 'for both' });
  const both = tasks.map(({ id }: { id: string }) => id);
  expect(await wait(...both)).toHaveLength(2);
  expect((await call('get_all_results', { agent: 'coding', limit: 1 })).tasks).toMatchObject([
    { id: both[1] },
  ]);

  const message = await call('send_to_agent', { agent: 'coding', message: 'Mind the gap.' });
  await wait(message.id);
  expect((await call('get_agent_messages', { agent: 'coding' })).messages).toMatchObject([
    { id: message.id, state: 'delivered', how: 'own-turn' },
  ]);

  const { version } = await call('get_shared_context');
  await call('update_shared_context', { text: 'Tabs, not blanks.', version });
  const told = await call('assign_task', { agent: 'coding', prompt: 'format it' });
  expect((await wait(told.id))[0].result).toContain('Tabs, not blanks.');

  const hanging = await call('assign_task', { agent: 'coding', prompt: 'hang-1' });
  expect((await call('cancel_task', { id: hanging.id })).result).toMatch(/cancelled|asked/);
  expect(await wait(hanging.id)).toMatchObject([{ status: 'cancelled' }]);

  const { run_id } = await call('run_workflow', { name: 'two-steps', input: 'why?' });
  await until('the run to end', async () => (await call('get_workflow', { run_id })).status === 'done', {
    everyMs: 100,
    timeoutMs: 60_000,
  });
  expect(await call('stop_agent', { agent: 'planning' })).toMatchObject({ how: 'stopped' });
  expect([...driven].sort()).toEqual(tools.map(({ name }) => name).sort());
}

/** A workflow of the shortest kind, by the name `two-steps`. */
export const TWO_STEPS = `
steps:
  look: { agent: planning, prompt: 'Look into it: {{ input }}' }
  tell: { agent: coding, needs: look, prompt: 'Tell of it.' }
`;

function assertFits(schema: object, value: unknown, what: string): void {
  const ajv = new Ajv({ strict: false });
  const fits = ajv.validate(schema, value);
  expect(fits ? [] : [what, ajv.errors]).toEqual([]);
}
