import { describe, expect, it } from 'vitest';
import { planOf } from '../../src/router/plan-of.ts';
import type { AgentState } from '../../src/status/status.ts';
import { live, type Place, requestOf, working } from './request.ts';

const KEYWORDS: Record<string, string[]> = {
  planning: ['plan', 'design'],
  coding: ['fix', 'bug', 'C++', 'pull request'],
  testing: ['test'],
};

interface Here extends Omit<Place, 'agents'> {
  readonly agents?: string[];
  readonly default?: string;
}

function requestHere(prompt: string, { agents = Object.keys(KEYWORDS), default: byDefault, ...place }: Here) {
  const fields = agents.map((name) => [name, { keywords: KEYWORDS[name] ?? [] }]);
  const config = byDefault === undefined ? {} : { default: byDefault };
  return requestOf(prompt, { ...place, agents: Object.fromEntries(fields), config });
}

/** Where a prompt goes: its one task, or what else becomes of it. */
async function routed(prompt: string, place: Here = {}) {
  const plan = await planOf(requestHere(prompt, place));
  if (plan.kind !== 'tasks') return plan;
  expect(plan.context).toBe('');
  expect(plan.tasks).toHaveLength(1);
  return { kind: 'agent' as const, ...plan.tasks[0]! };
}

/** The name of the agent that a prompt goes to. */
async function agentFor(prompt: string, place: Here = {}): Promise<string | undefined> {
  const chosen = await routed(prompt, place);
  return chosen.kind === 'agent' ? chosen.agent : undefined;
}

describe('a prompt that names an agent', () => {
  it('goes to it without the mention, whatever the default is', async () => {
    for (const byDefault of ['menu', 'auto', 'edit', 'testing']) {
      expect(await routed('@coding do it', { default: byDefault })).toMatchObject({
        kind: 'agent',
        agent: 'coding',
        prompt: 'do it',
        isCommand: false,
      });
    }
  });

  it('goes to it though a file has the same name', async () => {
    expect(await agentFor('@coding do it', { files: ['coding'] })).toBe('coding');
  });

  it('goes to it though it is busy and others are not', async () => {
    expect(await agentFor('@coding do it', { states: { coding: working(['t1', 't2']) } })).toBe('coding');
  });

  it('carries a command for the client itself', async () => {
    expect(await routed('@coding! /compact')).toMatchObject({ prompt: '/compact', isCommand: true });
  });
});

describe('a prompt that names something else', () => {
  it('names the known agents when there is no agent of that name', async () => {
    expect(await routed('@plannign do it')).toEqual({
      kind: 'unknown-agent',
      name: 'plannign',
      known: ['planning', 'coding', 'testing'],
    });
  });

  it.each(['toString', 'constructor', 'hasOwnProperty'])('does not take @%s for an agent', async (name) => {
    expect(await routed(`@${name} x`, { default: 'coding' })).toMatchObject({ kind: 'unknown-agent', name });
  });

  it('means a file where there is one of that name', async () => {
    expect(await routed('@README says so', { files: ['README'] })).toEqual({
      kind: 'menu',
      prompt: '@README says so',
    });
  });

  it('means a file where it is a path, even one that is not there', async () => {
    expect(await routed('@src/file.ts is wrong')).toEqual({ kind: 'menu', prompt: '@src/file.ts is wrong' });
  });

  it('is unknown though a .delegate file asks for no menu', async () => {
    expect((await routed('@plannign x', { isDelegate: true })).kind).toBe('unknown-agent');
  });
});

describe('a prompt without a mention', () => {
  it('leads to the menu by default', async () => {
    expect(await routed('do it')).toEqual({ kind: 'menu', prompt: 'do it' });
  });

  it('leads to the person’s own editor when the default says so', async () => {
    expect(await routed('do it', { default: 'edit' })).toEqual({ kind: 'edit' });
  });

  it('goes whole to the default agent', async () => {
    expect(await routed(' do it\n', { default: 'testing' })).toMatchObject({
      agent: 'testing',
      prompt: ' do it\n',
    });
  });

  it('goes whole to the best agent when the default is auto', async () => {
    expect(await routed(' fix it\n', { default: 'auto' })).toMatchObject({
      agent: 'coding',
      prompt: ' fix it\n',
    });
  });

  it.each(['menu', 'edit'])('is delegated beside a .delegate file, instead of %s', async (byDefault) => {
    expect(await agentFor('fix it', { default: byDefault, isDelegate: true })).toBe('coding');
  });

  it('goes to the default agent beside a .delegate file too', async () => {
    expect(await agentFor('fix it', { default: 'testing', isDelegate: true })).toBe('testing');
  });
});

describe('@auto', () => {
  it('chooses by the words of the prompt, and says which', async () => {
    expect(await routed('@auto please Fix that bug.')).toMatchObject({
      agent: 'coding',
      prompt: 'please Fix that bug.',
      why: '@auto: fix, bug',
    });
  });

  it('takes whole words only', async () => {
    expect(await agentFor('@auto prefix the latest contest')).toBe('planning');
  });

  it.each(['rewrite it in C++', 'open a Pull Request'])('knows keywords of any form: %s', async (prompt) => {
    expect(await agentFor(`@auto ${prompt}`)).toBe('coding');
  });

  it('prefers the agent with more of the words', async () => {
    expect(await agentFor('@auto plan a fix of the bug')).toBe('coding');
  });

  it('takes the first agent that is idle when no word says otherwise', async () => {
    const states = { planning: working(), coding: live(), testing: live() };
    expect(await agentFor('@auto hello', { states })).toBe('coding');
  });

  it('takes an idle agent before one that must be started first', async () => {
    expect(await agentFor('@auto hello', { states: { testing: live() } })).toBe('testing');
  });

  it('starts the agent that the words mean rather than take another idle one', async () => {
    expect(await agentFor('@auto fix it', { states: { planning: live() } })).toBe('coding');
  });

  it.each([
    ['working', working()],
    ['blocked', live({ status: 'blocked' })],
    ['attended', live({ attended: true })],
    ['idle with a queue', live({ queue: ['t1'] })],
  ])('avoids an agent that is %s, though the words mean it', async (_, coding) => {
    expect(await agentFor('@auto fix it', { states: { coding } })).toBe('planning');
  });

  it.each([
    ['dead', { kind: 'dead', status: { status: 'working', queue: [] } } as unknown as AgentState],
    ['unreadable', { kind: 'unreadable', why: 'cut short' } as const],
  ])('counts an agent whose status file is %s as one that can be started', async (_, coding) => {
    expect(await agentFor('@auto fix it', { states: { coding } })).toBe('coding');
  });

  it('takes the shortest queue when everybody is busy and no word says otherwise', async () => {
    const states = { planning: working(['a', 'b']), coding: working(['c']), testing: working(['d', 'e']) };
    expect(await routed('@auto hello', { states })).toMatchObject({
      agent: 'coding',
      why: '@auto: all are busy, it has the shortest queue',
    });
  });

  it('carries a command for the client itself', async () => {
    expect(await routed('@auto! /compact')).toMatchObject({ prompt: '/compact', isCommand: true });
  });

  it('has nobody to choose where the config names no agents', async () => {
    expect(await routed('@auto x', { agents: [] })).toEqual({
      kind: 'unknown-agent',
      name: 'auto',
      known: [],
    });
  });

  it('asks the state of no agent when the prompt names one', async () => {
    const stateOf = (name: string) => {
      throw new Error(`asked ${name}`);
    };
    expect(await planOf({ ...requestHere('@coding x', {}), stateOf })).toMatchObject({
      tasks: [{ agent: 'coding' }],
    });
  });
});
