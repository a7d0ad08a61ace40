import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agentToken } from '../../src/project/agent-token.ts';
import { agentPlaces } from '../../src/project/places.ts';
import { delegationOf } from '../../src/tasks/parent.ts';
import { putTask } from '../../src/tasks/put.ts';
import { statusOf } from '../cli/run-ctrlg.ts';
import { aTask, newStorePerTest } from './store.ts';

const store = newStorePerTest();

/** The environment of a program of an agent's client, while the agent has a task at hand. */
function within(current_task: string | null): NodeJS.ProcessEnv {
  const { folder, status } = agentPlaces(store.home, 'planning');
  mkdirSync(folder, { recursive: true });
  writeFileSync(status, JSON.stringify({ ...statusOf('planning'), status: 'working', current_task }));
  return { CTRLG_AGENT_DIR: folder };
}

it('a task that is put outside an agent’s window has no parent', () => {
  expect(delegationOf({})).toEqual({ parent: null, depth: 0 });
});

it('a task that is put in the turn of another is one deeper', () => {
  const first = putTask(store.home, aTask(), 'x');
  expect(delegationOf(within(first))).toEqual({ parent: first, depth: 1 });
  const second = putTask(store.home, aTask({ parent: first, depth: 1 }), 'x');
  expect(delegationOf(within(second))).toEqual({ parent: second, depth: 2 });
});

it('a person who works in the window delegates as anybody', () => {
  expect(delegationOf(within(null))).toEqual({ parent: null, depth: 0 });
  expect(delegationOf({ CTRLG_AGENT_DIR: '/nothere' })).toEqual({ parent: null, depth: 0 });
});

it('an environment that names an agent without its token is not believed', () => {
  const env = within(putTask(store.home, aTask(), 'x'));
  const token = agentToken(env.CTRLG_AGENT_DIR!);
  expect(delegationOf({ ...env, CTRLG_AGENT_PROOF: token }).depth).toBe(1);
  expect(agentToken(env.CTRLG_AGENT_DIR!)).toBe(token);
  for (const forged of ['', `${token}0`, token.replace(/./, 'x')]) {
    expect(() => delegationOf({ ...env, CTRLG_AGENT_PROOF: forged })).toThrow(
      /does not show that agent's token/,
    );
  }
  expect(() => delegationOf(env)).toThrow(/token/);
});
