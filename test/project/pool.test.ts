import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/project/config.ts';
import { agentConfigOf, everyAgent, membersOf, poolOf } from '../../src/project/pool.ts';

const config = configSchema.parse({
  agents: { planning: {}, coding: { max: 3, description: 'codes' }, 'coding-9': {}, toString: {} },
});

describe('a pool', () => {
  it('has its own name first, then numbers up to its max', () => {
    expect(membersOf(config, 'coding')).toEqual(['coding', 'coding-2', 'coding-3']);
    expect(everyAgent(config)).toEqual([
      'planning',
      'coding',
      'coding-2',
      'coding-3',
      'coding-9',
      'toString',
    ]);
  });

  it('gives each member its config', () => {
    for (const name of ['coding', 'coding-2', 'coding-3'])
      expect(agentConfigOf(config, name)).toBe(config.agents.coding);
  });

  it('is found by a member’s name', () => {
    expect(['coding', 'coding-3', 'planning'].map((name) => poolOf(config, name))).toEqual([
      'coding',
      'coding',
      'planning',
    ]);
  });

  it('leaves an agent alone whose name only looks like a member’s', () => {
    expect(agentConfigOf(config, 'coding-9')).toBe(config.agents['coding-9']);
  });

  it.each([
    'coding-4',
    'coding-1',
    'coding-0',
    'coding-02',
    'coding-',
    'coding-2-2',
    'planning-2',
    'constructor',
    'constructor-2',
    '',
  ])('has no member %j', (name) => {
    expect(agentConfigOf(config, name)).toBeUndefined();
    expect(poolOf(config, name)).toBeUndefined();
  });
});
