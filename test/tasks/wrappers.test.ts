import { expect, it } from 'vitest';
import { identify } from '../../src/system/processes.ts';
import { takeAgent } from '../../src/tasks/wrappers.ts';
import { deadOwner, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();
const take = (owner = me, agent = 'planning') => takeAgent(store.database, agent, owner);
/** The test runner's own process: another one that runs. */
const other = identify(process.ppid)!;

it('an agent has one wrapper: whoever came first, as long as it runs', () => {
  expect(take(other)).toBeUndefined();
  expect(take()).toEqual(other);
  expect(take(other)).toBeUndefined();
  expect(take(me, 'coding')).toBeUndefined();
});

it('a dead one is followed by the next', () => {
  take(deadOwner);
  expect(take()).toBeUndefined();
  expect(take(other)).toEqual(me);
});
