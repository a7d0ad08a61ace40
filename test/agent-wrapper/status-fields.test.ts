import { afterEach, describe, expect, it } from 'vitest';
import { Hold } from '../../src/agent-wrapper/hold.ts';
import type { Phase } from '../../src/agent-wrapper/phase.ts';
import { statusFields } from '../../src/agent-wrapper/status-fields.ts';
import { Changes } from '../../src/system/changes.ts';

const claim = { taskId: 't1', fence: 1 };
const running: Phase = {
  kind: 'running',
  claim,
  sinceMs: 1,
  pending: [],
  isCommand: false,
  hasWorked: false,
};
const delivering: Phase = { kind: 'delivering', claim, text: 'x', isCommand: false };

const holds: Hold[] = [];
afterEach(() => {
  for (const hold of holds.splice(0)) hold.release();
});

function aHold(why?: Parameters<Hold['start']>[0]): Hold {
  const hold = new Hold(new Changes());
  if (why) hold.start(why);
  holds.push(hold);
  return hold;
}
const fields = (phase: Phase, question?: string, hold = aHold(), queue: string[] = []) =>
  statusFields(phase, question === undefined ? undefined : { text: question }, hold, queue);

const WAIT = { at: '2026-11-21T12:00:00.000Z', why: 'overloaded', attempt: 2, of: 3 };
const waiting = (phase: Phase, wait = WAIT) => statusFields(phase, undefined, aHold(), ['t1'], wait);

describe('the status of an agent', () => {
  it.each<[Phase, string, boolean, string | null]>([
    [{ kind: 'starting' }, 'starting', false, null],
    [{ kind: 'gone' }, 'starting', false, null],
    [{ kind: 'idle' }, 'idle', false, null],
    [delivering, 'working', false, 't1'],
    [running, 'working', false, 't1'],
    [{ kind: 'attended', sinceMs: 1 }, 'working', true, null],
  ])('follows from its phase: %j is %s', (phase, status, attended, current_task) => {
    const rest = { blocked_on: null, question_id: null, retry_at: null, queue: [] };
    expect(fields(phase)).toEqual({ status, attended, current_task, ...rest });
  });

  it('is blocked while its client asks, and says on what', () => {
    expect(fields(running, 'Bash: rm -rf /')).toMatchObject({
      status: 'blocked',
      blocked_on: 'Bash: rm -rf /',
      current_task: 't1',
      attended: false,
    });
  });

  it('is attended too while a draft of a person’s stands in the way', () => {
    expect(fields({ kind: 'idle' }, undefined, aHold('draft'))).toMatchObject({
      status: 'blocked',
      blocked_on: 'A draft stands in the input box of its window: send it or clear it.',
      attended: true,
    });
  });

  it.each([
    ['no-editor', 'A dialog is open'],
    ['not-taken', 'the client did not take it'],
  ] as const)('is blocked on what holds its tasks back: %s', (why, words) => {
    const { status, blocked_on, attended } = fields({ kind: 'idle' }, undefined, aHold(why));
    expect({ status, attended }).toEqual({ status: 'blocked', attended: false });
    expect(blocked_on).toContain(words);
  });

  it('tells the client’s question before what else stands in the way', () => {
    expect(fields({ kind: 'idle' }, 'Bash: ls', aHold('draft')).blocked_on).toBe('Bash: ls');
  });

  it('is idle again once what held it is released', () => {
    const hold = aHold('draft');
    hold.release();
    expect(fields({ kind: 'idle' }, undefined, hold)).toMatchObject({ status: 'idle', attended: false });
  });

  it('is blocked while a task waits to be tried again, and says which time that will be, of how many', () => {
    expect(waiting({ kind: 'idle' })).toMatchObject({
      status: 'blocked',
      blocked_on: 'retrying (2 of 3): overloaded',
      retry_at: WAIT.at,
      current_task: null,
    });
  });

  it('tells the end of a usage limit as it is', () => {
    const why = 'usage limit until 15:00';
    expect(waiting({ kind: 'idle' }, { ...WAIT, why }).blocked_on).toBe(why);
  });

  it('says nothing of a retry while a turn is on, or while a person is needed', () => {
    expect(waiting(running)).toMatchObject({ status: 'working', blocked_on: null, retry_at: null });
    const asked = statusFields({ kind: 'idle' }, { text: 'Bash: ls' }, aHold(), ['t1'], WAIT);
    expect(asked).toMatchObject({ blocked_on: 'Bash: ls', retry_at: null });
  });

  it('shows the queue', () => {
    expect(fields(running, undefined, aHold(), ['t2', 't3']).queue).toEqual(['t2', 't3']);
  });
});
