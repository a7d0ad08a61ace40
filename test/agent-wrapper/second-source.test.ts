import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/agent-wrapper/phase.ts';
import type { Question } from '../../src/agent-wrapper/questions.ts';
import { hearWitness } from '../../src/agent-wrapper/second-source.ts';
import type { Witness } from '../../src/clients/client.ts';

const NOW = 10_000;
const claim = { taskId: 't1', fence: 1 };
const running: Phase = {
  kind: 'running',
  claim,
  sinceMs: 5_000,
  pending: [],
  isCommand: false,
  hasWorked: false,
};
const attended: Phase = { kind: 'attended', sinceMs: 5_000 };
const delivering: Phase = { kind: 'delivering', claim, text: 'x', isCommand: false };
const question: Question = { text: 'Bash: ls', sinceMs: 6_000 };

const heard = (
  state: Witness['state'],
  sinceMs: number,
  known: { phase: Phase; question?: Question } = { phase: running },
) =>
  hearWitness(
    { state, sinceMs, waitingFor: 'input needed' },
    { phase: known.phase, question: known.question },
    NOW,
  );
const nothing = { kind: 'nothing' };

describe('the client’s own session file', () => {
  it.each([running, attended])('tells that a turn is over when it is idle since later: $kind', (phase) => {
    expect(heard('idle', 9_000, { phase })).toEqual({ kind: 'turn-over' });
  });

  it('says nothing of a turn while it is idle only since before it', () => {
    expect(heard('idle', 4_000)).toEqual(nothing);
    expect(heard('idle', 5_000)).toEqual(nothing);
  });

  it('is given half a second to be overtaken by the event', () => {
    expect(heard('idle', NOW - 500)).toEqual(nothing);
    expect(heard('waiting', NOW - 500)).toEqual(nothing);
    expect(heard('idle', NOW - 501).kind).toBe('turn-over');
    expect(heard('waiting', NOW - 501).kind).toBe('asks');
  });

  it.each([{ kind: 'idle' }, { kind: 'starting' }, { kind: 'gone' }, delivering] as Phase[])(
    'ends no turn where none is on: $kind',
    (phase) => {
      expect(heard('idle', 9_000, { phase })).toEqual(nothing);
    },
  );

  it('tells at once, in the client’s words, why a run does not get on, and of no turn of a person’s', () => {
    const asks = { kind: 'asks', question: { text: 'input needed', sinceMs: NOW } };
    expect(heard('stuck', NOW)).toEqual(asks);
    expect(heard('stuck', NOW, { phase: running, question })).toEqual(nothing);
    expect(heard('stuck', NOW, { phase: attended })).toEqual(nothing);
    expect(heard('stuck', NOW, { phase: delivering })).toEqual(nothing);
  });

  it('tells of a dialog that no event announced, in the client’s words', () => {
    expect(heard('waiting', 9_000)).toEqual({
      kind: 'asks',
      question: { text: 'It waits for a person: input needed', sinceMs: 9_000 },
    });
  });

  it('lags behind an answer from afar, and is believed again when it says waiting for long', () => {
    const waiting = (answeredMs: number, sinceMs = 7_000) =>
      hearWitness(
        { state: 'waiting', sinceMs, waitingFor: 'x' },
        { phase: running, question: undefined, answeredMs },
        NOW,
      ).kind;
    expect(waiting(NOW - 2_999)).toBe('nothing');
    expect(waiting(NOW - 3_000)).toBe('asks');
    expect(waiting(7_500, 7_501)).toBe('asks');
  });

  it('adds nothing to a question that an event has told', () => {
    expect(heard('waiting', 9_000, { phase: running, question })).toEqual(nothing);
  });

  it('tells that a question is answered when it is busy since later', () => {
    expect(heard('busy', 7_000, { phase: running, question })).toEqual({ kind: 'answered' });
    expect(heard('busy', 6_000, { phase: running, question })).toEqual(nothing);
  });

  it('tells that a command for the client itself was taken, which no event does', () => {
    expect(heard('busy', 9_900, { phase: { ...delivering, isCommand: true } })).toEqual({
      kind: 'command-taken',
    });
    expect(heard('busy', 9_900, { phase: delivering })).toEqual(nothing);
  });

  it('says nothing while a turn goes on, or a command of one that is over', () => {
    expect(heard('busy', 6_000)).toEqual(nothing);
    expect(heard('background', 9_000)).toEqual(nothing);
  });
});
