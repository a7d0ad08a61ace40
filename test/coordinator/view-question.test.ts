import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { questionPages, Reading } from '../../src/coordinator/view/question.ts';

const ONE = { id: 'q-1', agent: 'planning', text: 'Bash: ls' };
const TWO = { id: 'q-2', agent: 'planning', text: 'Bash: rm' };
const whole = { page: 0, pages: 1, room: '80 5' };

describe('a question is answered only', () => {
  let reading: Reading;
  beforeEach(() => {
    vi.useFakeTimers();
    reading = new Reading();
  });
  afterEach(() => void vi.useRealTimers());
  const draw = (question: typeof ONE | undefined, shown = whole) => {
    const isOther = reading.turnTo(question);
    reading.drawn({ ...shown, page: Math.min(reading.page, shown.pages - 1) });
    return isOther;
  };
  const after = (ms: number) => vi.advanceTimersByTime(ms);

  it('while there is one', () => {
    expect(reading.answerable).toBeUndefined();
    draw(undefined);
    expect(reading.answerable).toBeUndefined();
  });

  it('after half a second on the screen', () => {
    expect(draw(ONE)).toBe(true);
    expect(reading.answerable).toBe('unread');
    after(499);
    expect(draw(ONE)).toBe(false);
    expect(reading.answerable).toBe('unread');
    after(1);
    expect(reading.answerable).toEqual(ONE);
  });

  it('by what was pressed for itself, and not for the one before', () => {
    draw(ONE);
    after(1_000);
    draw(TWO);
    expect(reading.answerable).toBe('unread');
    after(500);
    expect(reading.answerable).toEqual(TWO);
    draw({ ...TWO, agent: 'coding' });
    expect(reading.answerable).toBe('unread');
  });

  it('once its last page has been seen', () => {
    const long = { page: 0, pages: 3, room: '80 5' };
    draw(ONE, long);
    for (const page of [1, 2]) {
      after(1_000);
      expect(reading.answerable).toBe('unread');
      reading.nextPage();
      draw(ONE, long);
      expect(reading.page).toBe(page);
    }
    after(500);
    expect(reading.answerable).toEqual(ONE);
    reading.nextPage();
    draw(ONE, long);
    expect(reading.page).toBe(0);
    expect(reading.answerable).toEqual(ONE);
  });

  it('with no line left out because the pages have become others meanwhile', () => {
    draw(ONE, { page: 0, pages: 2, room: '80 5' });
    reading.nextPage();
    draw(ONE, { page: 0, pages: 2, room: '80 6' });
    after(1_000);
    expect(reading.answerable).toBe('unread');
    expect(reading.page).toBe(0);
  });

  it('where it is shown at all', () => {
    draw(ONE, { page: 0, pages: 0, room: '' });
    after(1_000);
    expect(reading.answerable).toBe('unread');
  });
});

describe('the pages of a question', () => {
  it('hold all of it, wrapped', () => {
    expect(questionPages('Bash: one two\n\nthree', 9, 2)).toEqual([
      ['Bash: one', 'two'],
      ['', 'three'],
    ]);
  });

  it('are none where there is no room, or too much to read', () => {
    expect(questionPages('ls', 80, 0)).toEqual([]);
    expect(questionPages('x'.repeat(10_001), 80, 20)).toEqual([]);
  });
});
