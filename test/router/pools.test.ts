import { describe, expect, it } from 'vitest';
import { taskFor } from '../../src/router/bind.ts';
import { planOf } from '../../src/router/plan-of.ts';
import type { AgentState } from '../../src/status/status.ts';
import { live, planned, requestOf, working } from './request.ts';

const agents = { planning: {}, coding: { max: 3 } };

/** The agents that the tasks of a prompt are bound to. */
async function boundTo(prompt: string, states: Record<string, AgentState> = {}): Promise<string[]> {
  const plan = await planned(prompt, { agents, states });
  return plan.kind === 'tasks' ? plan.tasks.map(({ agent }) => agent) : [plan.kind];
}

const blocked = live({ status: 'blocked' });
const attended = live({ attended: true });

describe('a prompt for a pool', () => {
  it.each<[string, Record<string, AgentState>, string]>([
    ['its first member when none runs', {}, 'coding'],
    ['an idle member', { coding: working(), 'coding-3': live() }, 'coding-3'],
    ['the first of the idle members', { 'coding-2': live(), 'coding-3': live() }, 'coding-2'],
    ['the next member that does not run yet', { coding: working() }, 'coding-2'],
    [
      'a member that has died, as one that does not run',
      { coding: working(), 'coding-2': working() },
      'coding-3',
    ],
    [
      'the shortest queue when all run',
      { coding: working(['a', 'b']), 'coding-2': working(['c']), 'coding-3': working(['d', 'e']) },
      'coding-2',
    ],
    [
      'one that works rather than one that waits for a person',
      { coding: blocked, 'coding-2': attended, 'coding-3': working() },
      'coding-3',
    ],
    [
      'one that is starting rather than a busy one',
      { coding: working(), 'coding-2': live({ status: 'starting' }), 'coding-3': working() },
      'coding-2',
    ],
    [
      'any other rather than one that could not start',
      {
        coding: { kind: 'dead', status: { stop_kind: 'refused' } } as AgentState,
        'coding-2': working(),
        'coding-3': working(['a']),
      },
      'coding-2',
    ],
  ])('goes to %s', async (_, states, agent) => {
    expect(await boundTo('@coding do it', states)).toEqual([agent]);
  });

  it('spreads several tasks over its members, then over their queues', async () => {
    expect(await boundTo('@coding a\n@coding b\n@coding c\n@coding d\n@coding e')).toEqual([
      'coding',
      'coding-2',
      'coding-3',
      'coding',
      'coding-2',
    ]);
  });

  it('counts the tasks of the prompt with those that wait', async () => {
    const states = { coding: live(), 'coding-2': live({ queue: ['a'] }), 'coding-3': working(['b']) };
    expect(await boundTo('@coding a\n@coding b\n@coding c\n@coding d', states)).toEqual([
      'coding',
      'coding',
      'coding-2',
      'coding-3',
    ]);
  });

  it('keeps the name that was asked for, and says why it goes to another', async () => {
    const states = { coding: working() };
    const plan = await planned('@coding do it', { agents, states });
    expect(plan).toMatchObject({
      tasks: [
        { agent: 'coding-2', target: 'coding', why: 'named in the prompt; coding-2 is the first to be free' },
      ],
    });
  });

  it('asks no state of an agent that is no pool', async () => {
    const request = requestOf('@planning x\n@coding-2 y', { agents });
    const stateOf = (name: string) => {
      throw new Error(`asked ${name}`);
    };
    expect((await planOf({ ...request, stateOf })).kind).toBe('tasks');
  });
});

describe('a member', () => {
  it('can be named itself, free or not', async () => {
    expect(await boundTo('@coding-2 x', { 'coding-2': working(['a']) })).toEqual(['coding-2']);
  });

  it('beyond the pool’s max is unknown', async () => {
    expect(await planned('@coding-4 x', { agents })).toEqual({
      kind: 'unknown-agent',
      name: 'coding-4',
      known: ['planning', 'coding'],
    });
  });

  it('can be the default', async () => {
    const plan = await planned('x', { agents, config: { default: 'coding-2' } });
    expect(plan).toMatchObject({ tasks: [{ agent: 'coding-2', why: 'the default agent' }] });
  });
});

describe('a text that is given to a target as it is', () => {
  const text = '@planning a\n\\@coding b';

  it('is not read', async () => {
    const given = await taskFor('coding', requestOf(text, { agents, states: { coding: working() } }));
    expect(given).toMatchObject({
      kind: 'task',
      task: { agent: 'coding-2', target: 'coding', prompt: text, priority: 'normal', after: [] },
    });
  });

  it.each(['coding-9', 'nobody', 'all', 'toString'])('needs a known one: not %s', async (target) => {
    expect(await taskFor(target, requestOf(text, { agents }))).toMatchObject({
      kind: 'unknown-agent',
      name: target,
    });
  });

  it('may be given to whom the router chooses', async () => {
    expect(await taskFor('auto', requestOf(text, { agents }))).toMatchObject({
      task: { target: 'auto', prompt: text },
    });
    expect(await taskFor('tag:x', requestOf(text, { agents }))).toEqual({
      kind: 'mistake',
      what: "@tag:x: no agent has the tag 'x'.",
      mend: 'Known tags: none.',
    });
  });
});
