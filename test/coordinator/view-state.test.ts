import { expect, it } from 'vitest';
import { spokenState, waitStateOf } from '../../src/coordinator/view/state.ts';
import type { AgentState } from '../../src/status/status.ts';
import { spokenElapsed } from '../../src/system/clock.ts';
import { dead, live } from './agent-state.ts';

const spoken = (agent: AgentState) => spokenState(waitStateOf('mine', agent));

it('an agent that is not there, or was killed, is being started', () => {
  expect(spoken({ kind: 'absent' })).toBe('starting');
  expect(spoken({ kind: 'unreadable', why: 'cut short' })).toBe('starting');
  expect(spoken(dead())).toBe('starting');
  expect(spoken(live({ status: 'starting', queue: ['mine'] }))).toBe('starting');
});

it('a task at hand is working, one in the queue knows its place', () => {
  expect(spoken(live({ status: 'working', current_task: 'mine' }))).toBe('working');
  expect(spoken(live({ status: 'working', current_task: 'other', queue: ['first', 'mine', 'last'] }))).toBe(
    'queued 2nd of 3',
  );
  expect(spoken(live({ status: 'working', current_task: 'other', queue: ['mine'] }))).toBe('queued, next');
  expect(spoken(live({ status: 'idle' }))).toBe('queued');
});

it('places are counted as people count', () => {
  const queue = Array.from({ length: 23 }, (_, index) => (index === 22 ? 'mine' : `${index}`));
  expect(spoken(live({ queue }))).toBe('queued 23rd of 23');
  expect(spoken(live({ queue: queue.slice(12) }))).toBe('queued 11th of 11');
});

it('a question comes before everything, also where it is about another task', () => {
  const asking = { status: 'blocked', blocked_on: 'Bash: ls' } as const;
  expect(spoken(live({ ...asking, current_task: 'mine' }))).toBe('blocked');
  expect(spoken(live({ ...asking, queue: ['other', 'mine'] }))).toBe('blocked, queued 2nd of 2');
  expect(waitStateOf('mine', live(asking))).toMatchObject({ question: 'Bash: ls', questionId: null });
  expect(waitStateOf('mine', live({ ...asking, question_id: 'q-1' }))).toMatchObject({ questionId: 'q-1' });
});

it('a person at work in the window is told', () => {
  expect(spoken(live({ status: 'working', attended: true, queue: ['mine'] }))).toBe('attended');
});

it('the time waited keeps its width', () => {
  expect([0, 7_400, 61_000, 754_000, 3_723_000].map(spokenElapsed)).toEqual([
    '0:00',
    '0:07',
    '1:01',
    '12:34',
    '1:02:03',
  ]);
});
