import { describe, expect, it } from 'vitest';
import { decide } from '../../src/workflows/decide.ts';
import { loadWorkflow } from '../../src/workflows/load.ts';
import type { NewRunEvent, RunEvent } from '../../src/workflows/run-events.ts';
import { NO_RUN, withEvent } from '../../src/workflows/run-state.ts';

const flow = (text: string) => loadWorkflow('flow.yaml', text, { agents: ['a', 'b'], tags: [] });
const begun: NewRunEvent = {
  kind: 'begun',
  workflow: 'flow',
  file: 'flow.yaml',
  input: '',
  origin: { pane: null, tmux: null },
};

/** Each event one ms after the one before, the first one at 1. */
const runOf = (...events: NewRunEvent[]) =>
  [begun, ...events]
    .map((event, index) => ({ ...event, at: index + 1 }) as RunEvent)
    .reduce(withEvent, NO_RUN);

const key = (step: string, item = 1, round = 1, attempt = 1) => ({ step, item, round, attempt });
const opened = (step: string, items: unknown[] | null = null): NewRunEvent => ({
  kind: 'opened',
  step,
  items,
});
const began = (...of: Parameters<typeof key>): NewRunEvent => ({
  kind: 'attempt',
  ...key(...of),
  task: 't',
  agent: 'a',
});
const ended = (
  of: Parameters<typeof key>,
  outcome: 'done' | 'failed' | 'cancelled' | 'timed-out' = 'done',
  result = '',
) =>
  ({
    kind: 'attempt-ended',
    ...key(...of),
    outcome,
    reason: outcome === 'done' ? '' : 'why',
    exitCode: null,
    turnMs: 5,
    result,
  }) satisfies NewRunEvent;
const stepEnded = (
  step: string,
  outcome: 'done' | 'failed' | 'skipped' | 'cancelled' | 'passed-over' = 'done',
): NewRunEvent => ({
  kind: 'step-ended',
  step,
  outcome,
  reason: '',
});

const ASK = 'agent: a, prompt: x';

describe('the next step of a run', () => {
  it('opens every step that needs nothing that is still to come', () => {
    const workflow = flow(`steps: {one: {${ASK}}, two: {${ASK}}, three: {${ASK}, needs: one}}`);
    expect(decide(workflow, runOf(), 0).facts).toEqual([
      { kind: 'opened', step: 'one', items: null },
      { kind: 'opened', step: 'two', items: null },
    ]);
  });

  it('begins an attempt once', () => {
    const workflow = flow(`steps: {one: {${ASK}}}`);
    expect(decide(workflow, runOf(opened('one')), 0).attempts).toEqual([key('one')]);
    expect(decide(workflow, runOf(opened('one'), began('one')), 0).attempts).toEqual([]);
  });

  it('ends a step with its attempt, and the run with its last step', () => {
    const workflow = flow(`steps: {one: {${ASK}}}`);
    const done = [opened('one'), began('one'), ended(['one'])];
    expect(decide(workflow, runOf(...done), 0).facts).toEqual([stepEnded('one')]);
    expect(decide(workflow, runOf(...done, stepEnded('one')), 0).facts).toEqual([
      { kind: 'ended', outcome: 'done' },
    ]);
    expect(
      decide(workflow, runOf(...done, stepEnded('one'), { kind: 'ended', outcome: 'done' }), 0).facts,
    ).toEqual([]);
  });

  it.each(['failed', 'cancelled', 'passed-over'] as const)(
    'passes over what needs a step that was %s',
    (outcome) => {
      const workflow = flow(`steps: {one: {${ASK}}, two: {${ASK}, needs: one}}`);
      expect(decide(workflow, runOf(stepEnded('one', outcome)), 0).facts).toEqual([
        { kind: 'step-ended', step: 'two', outcome: 'passed-over', reason: `one was not done (${outcome})` },
      ]);
    },
  );

  it('opens what needs a step that was skipped', () => {
    const workflow = flow(`steps: {one: {${ASK}}, two: {${ASK}, needs: one}}`);
    expect(decide(workflow, runOf(stepEnded('one', 'skipped')), 0).facts).toEqual([opened('two')]);
  });

  it('makes a failed attempt again as often as retry says', () => {
    const workflow = flow(`steps: {one: {${ASK}, retry: 1}}`);
    const once = [opened('one'), began('one'), ended(['one'], 'failed')];
    expect(decide(workflow, runOf(...once), 0).attempts).toEqual([key('one', 1, 1, 2)]);
    const twice = [...once, began('one', 1, 1, 2), ended(['one', 1, 1, 2], 'failed')];
    expect(decide(workflow, runOf(...twice), 0).facts).toEqual([
      { kind: 'step-ended', step: 'one', outcome: 'failed', reason: 'why' },
    ]);
  });

  it.each(['timed-out', 'cancelled'] as const)('does not ask again for what was %s', (outcome) => {
    const workflow = flow(`steps: {one: {${ASK}, retry: 3}}`);
    const { attempts, facts } = decide(
      workflow,
      runOf(opened('one'), began('one'), ended(['one'], outcome)),
      0,
    );
    expect(attempts).toEqual([]);
    expect(facts).toMatchObject([{ kind: 'step-ended' }]);
  });

  it('begins all items of a list at once for agents, and four at a time for commands', () => {
    const items = [1, 2, 3, 4, 5, 6];
    const asks = flow(`steps: {one: {${ASK}, forEach: [1, 2, 3, 4, 5, 6]}}`);
    const runs = flow(`steps: {one: {run: ls, forEach: [1, 2, 3, 4, 5, 6]}}`);
    expect(decide(asks, runOf(opened('one', items)), 0).attempts).toHaveLength(6);
    expect(decide(runs, runOf(opened('one', items)), 0).attempts.map(({ item }) => item)).toEqual([
      1, 2, 3, 4,
    ]);
    const next = decide(
      runs,
      runOf(opened('one', items), began('one', 1), began('one', 2), ended(['one', 1])),
      0,
    );
    expect(next.attempts.map(({ item }) => item)).toEqual([3, 4, 5]);
  });

  it('does the other items of a list when one fails, and then fails the step', () => {
    const workflow = flow(`steps: {one: {${ASK}, forEach: [1, 2]}}`);
    const one = [opened('one', [1, 2]), began('one', 1), began('one', 2), ended(['one', 1], 'failed')];
    expect(decide(workflow, runOf(...one), 0).facts).toEqual([]);
    expect(decide(workflow, runOf(...one, ended(['one', 2])), 0).facts).toEqual([
      { kind: 'step-ended', step: 'one', outcome: 'failed', reason: '1 of 2 items: why' },
    ]);
  });

  it('is done at once with an empty list', () => {
    const workflow = flow(`steps: {l: {run: ls}, one: {${ASK}, forEach: "{{ steps.l.result }}"}}`);
    const listed = [opened('l'), began('l'), ended(['l'], 'done', '[]'), stepEnded('l')];
    expect(decide(workflow, runOf(...listed), 0).facts).toEqual([opened('one', [])]);
    expect(decide(workflow, runOf(...listed, opened('one', [])), 0).facts).toEqual([stepEnded('one')]);
  });

  it('waits between the rounds of a loop, and says until when', () => {
    const workflow = flow(`steps: {one: {${ASK}, every: 1s, repeat: {until: result == "yes", max: 2}}}`);
    const once = [opened('one'), began('one'), ended(['one'], 'done', 'no')];
    expect(decide(workflow, runOf(...once), 10)).toEqual({ facts: [], attempts: [], wakeAtMs: 1_004 });
    expect(decide(workflow, runOf(...once), 1_004).attempts).toEqual([key('one', 1, 2)]);
    const yes = [...once, began('one', 1, 2), ended(['one', 1, 2], 'done', 'yes\n')];
    expect(decide(workflow, runOf(...yes), 1_004).facts).toEqual([stepEnded('one')]);
  });

  it.each([
    ['max: 1', 'fail', 'failed', 'until did not hold in 1 round'],
    ['max: 1', 'done', 'done', ''],
    ['within: 5s', 'fail', 'failed', 'until did not hold within 5.0 s'],
  ])('ends a loop at %s with atBound: %s', (bound, atBound, outcome, reason) => {
    const workflow = flow(
      `steps: {one: {${ASK}, every: 9s, repeat: {until: false, ${bound}, atBound: ${atBound}}}}`,
    );
    const { facts } = decide(workflow, runOf(opened('one'), began('one'), ended(['one'])), 10);
    expect(facts).toEqual([{ kind: 'step-ended', step: 'one', outcome, reason }]);
  });

  it('asks a question once, waits, and takes the answer', () => {
    const workflow = flow('steps: {one: {approve: "ok?", timeout: 1s}}');
    const asked: NewRunEvent[] = [opened('one'), { kind: 'question', step: 'one', question: 'ok?' }];
    expect(decide(workflow, runOf(opened('one')), 0).facts).toEqual([asked[1]]);
    expect(decide(workflow, runOf(...asked), 10)).toEqual({ facts: [], attempts: [], wakeAtMs: 1_003 });
    const answered = (isYes: boolean) =>
      decide(workflow, runOf(...asked, { kind: 'answered', step: 'one', isYes, note: 'n' }), 0).facts;
    expect(answered(true)).toEqual([stepEnded('one')]);
    expect(answered(false)).toMatchObject([{ outcome: 'cancelled', reason: 'not approved: n' }]);
    expect(decide(workflow, runOf(...asked), 1_003).facts).toMatchObject([{ outcome: 'failed' }]);
  });

  it('fails the step whose template cannot be filled in, and no other', () => {
    const workflow = flow(`steps: {one: {run: ls, when: input.size.x == 1}, two: {${ASK}}}`);
    expect(decide(workflow, runOf(), 0).facts).toMatchObject([
      { kind: 'step-ended', step: 'one', outcome: 'failed', reason: expect.stringContaining('flow.yaml:1:') },
      { kind: 'opened', step: 'two' },
    ]);
  });

  it('ends everything when the run is cancelled', () => {
    const workflow = flow(`steps: {one: {${ASK}}, two: {${ASK}, needs: one}}`);
    const { facts } = decide(workflow, runOf(opened('one'), began('one'), { kind: 'cancel-asked' }), 0);
    expect(facts).toMatchObject([
      { step: 'one', outcome: 'cancelled' },
      { step: 'two', outcome: 'passed-over' },
    ]);
  });

  it.each([
    [['done', 'skipped'], 'done'],
    [['done', 'failed'], 'failed'],
    [['cancelled', 'passed-over'], 'cancelled'],
    [['cancelled', 'failed'], 'failed'],
  ] as const)('ends the run whose steps were %s as %s', ([one, two], outcome) => {
    const workflow = flow(`steps: {one: {${ASK}}, two: {${ASK}}}`);
    expect(decide(workflow, runOf(stepEnded('one', one), stepEnded('two', two)), 0).facts).toEqual([
      { kind: 'ended', outcome },
    ]);
  });
});
