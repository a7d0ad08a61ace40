import { describe, expect, it } from 'vitest';
import { holdsText, type Phase, type Step, step } from '../../src/agent-wrapper/phase.ts';
import type { ClientEvent } from '../../src/clients/client.ts';

const NOW = 1_000;
const claim = { taskId: 't1', fence: 1 };

const starting: Phase = { kind: 'starting' };
const gone: Phase = { kind: 'gone' };
const idle: Phase = { kind: 'idle' };
const attended: Phase = { kind: 'attended', sinceMs: 5 };
const delivering = { kind: 'delivering', claim, text: 'do it', isCommand: false } as const;
const command = { kind: 'delivering', claim, text: '/clear', isCommand: true } as const;
const running: Extract<Phase, { kind: 'running' }> = {
  kind: 'running',
  claim,
  sinceMs: 5,
  pending: [],
  isCommand: false,
  hasWorked: false,
};
const warming: Phase = { kind: 'warming', sinceMs: 5, text: '/compact', isTaken: false };
const ALL: Phase[] = [starting, gone, idle, attended, warming, delivering, command, running];

const ready: ClientEvent = { kind: 'ready', conversationId: 'c' };
const submitted = (prompt: string): ClientEvent => ({ kind: 'submitted', prompt, conversationId: 'c' });
const stopped = (pending: string[] = []): ClientEvent => ({
  kind: 'stopped',
  text: 'the answer',
  resultFile: null,
  pending,
});
const failed = { kind: 'failed', error: 'refused', why: 'other', until: null } as const;
const cutOff = { kind: 'cut-off' } as const;
const interrupted = { kind: 'interrupted' } as const;
const byHand: Phase = { kind: 'attended', sinceMs: NOW };

/** One line of the table: in this phase, this event leads there, and records that. */
type Line = [phase: Phase, event: ClientEvent, step: Step];
const how = { kind: 'stopped', text: 'the answer', resultFile: null } as const;

const TABLE: Line[] = [
  [starting, ready, { phase: idle }],
  [gone, ready, { phase: idle }],
  [idle, ready, { phase: idle }],
  [attended, ready, { phase: attended }],
  [running, ready, { phase: running }],
  [delivering, ready, { phase: delivering }],

  [idle, submitted('by hand'), { phase: byHand }],
  [starting, submitted('by hand'), { phase: byHand }],
  [attended, submitted('more'), { phase: byHand }],
  [delivering, submitted('by hand'), { phase: byHand }],
  [running, submitted('steer it'), { phase: running }],
  [delivering, submitted('do it'), { phase: { ...running, sinceMs: NOW }, submitted: claim }],
  [command, submitted('/clear'), { phase: { ...running, sinceMs: NOW, isCommand: true }, submitted: claim }],

  [warming, ready, { phase: idle }],
  [warming, submitted('by hand'), { phase: byHand }],
  [warming, submitted('/compact'), { phase: { ...warming, isTaken: true } }],
  [warming, stopped(), { phase: warming }],
  [warming, failed, { phase: warming }],
  [running, cutOff, { phase: idle, ended: { claim, how: cutOff } }],
  [attended, cutOff, { phase: idle }],

  [running, interrupted, { phase: idle, ended: { claim, how: interrupted } }],
  [{ ...running, pending: ['npm test'] }, interrupted, { phase: idle, ended: { claim, how: interrupted } }],
  [attended, interrupted, { phase: idle }],
  [delivering, interrupted, { phase: delivering }],

  [running, stopped(), { phase: idle, ended: { claim, how } }],
  [running, stopped(['npm test']), { phase: { ...running, pending: ['npm test'], hasWorked: true } }],
  [{ ...running, pending: ['npm test'] }, stopped(), { phase: idle, ended: { claim, how } }],
  [attended, stopped(), { phase: idle }],
  [attended, stopped(['npm test']), { phase: idle }],
  [starting, stopped(), { phase: idle }],
  [idle, stopped(), { phase: idle }],
  [gone, stopped(), { phase: gone }],

  [running, failed, { phase: idle, ended: { claim, how: { ...failed, hadWork: false } } }],
  [
    { ...running, hasWorked: true },
    failed,
    { phase: idle, ended: { claim, how: { ...failed, hadWork: true } } },
  ],
  [attended, failed, { phase: idle }],
  [idle, failed, { phase: idle }],
];

describe('a step', () => {
  it.each(TABLE)('%j: %j', (phase, event, expected) => {
    expect(step(phase, event, NOW)).toEqual(expected);
  });

  it('ends a command for the client itself when its conversation starts anew', () => {
    expect(step(command, ready, NOW)).toEqual({
      phase: idle,
      submitted: claim,
      ended: { claim, how: { kind: 'stopped', text: '', resultFile: null } },
    });
  });

  it('never takes an earlier turn’s end for that of a prompt on its way', () => {
    for (const event of [stopped(), failed]) {
      expect(step(delivering, event, NOW)).toEqual({ phase: delivering });
      expect(step(command, event, NOW)).toEqual({ phase: command });
    }
  });

  it('leads nowhere on a question', () => {
    for (const phase of ALL)
      expect(step(phase, { kind: 'asks', question: 'Bash: ls' }, NOW)).toEqual({ phase });
  });

  it('remembers of a run, and of nothing else, that a tool has run', () => {
    for (const phase of ALL) {
      const next = phase.kind === 'running' ? { ...phase, hasWorked: true } : phase;
      expect(step(phase, { kind: 'goes-on' }, NOW)).toEqual({ phase: next });
    }
  });

  it('ends a run by no other events than the end of its turn', () => {
    for (const event of [ready, submitted('do it'), submitted('x'), stopped(['a task'])]) {
      expect(step(running, event, NOW).ended).toBeUndefined();
    }
  });
});

describe('a submitted prompt', () => {
  it.each([
    ['the same', 'do it', 'do it'],
    ['with its end trimmed', 'do it', 'do it  \n'],
    ['with other line ends', 'one\ntwo\nthree', 'one\r\ntwo\rthree'],
    ['with a line separator as a line end', 'one\ntwo', 'one\u2028two'],
    ['without its control characters', 'a[201~b', 'a\u001b[201~b\u0000'],
    ['without its invisible characters', 'ab', 'a\u200b\u2060\ufeff\u00ad\u034fb'],
    ['without its bidi controls', 'abc', '\u202ea\u2066b\u2069c\u202c'],
    ['without its tag characters', 'ab', 'a\u{e0041}b'],
    ['with paste markers escaped', '<\\pasted_content id=1>', '<pasted_content id=1>'],
    ['without its last backslash', 'ends in \\', 'ends in \\\\'],
    ['with a broken character replaced', 'a\ufffdb', 'a\ufffdb'],
    ['of one invisible character only', '', '\u200b'],
    ['with words of a person’s before it', 'wait, do it', 'do it'],
    ['with words of a person’s after it', 'do it please', 'do it'],
  ])('holds a text that the client took %s', (_, taken, text) => {
    expect(holdsText(taken, text)).toBe(true);
  });

  it.each([
    ['another one', 'something else', 'do it'],
    ['a part of it', 'do', 'do it'],
    ['nothing', '', 'do it'],
    ['one in other letters', 'Do it', 'do it'],
    ['one with another number', 'fix #1', 'fix #2'],
  ])('does not hold a text when it is %s', (_, taken, text) => {
    expect(holdsText(taken, text)).toBe(false);
  });

  it('is recognised at once, though it is 256 KB long', () => {
    const text = 'line of a file\r\n'.repeat(16_384);
    const began = performance.now();
    expect(holdsText(text.replaceAll('\r', ''), text)).toBe(true);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
