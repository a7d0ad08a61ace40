import { describe, expect, it } from 'vitest';
import { wholeAnswer } from '../../src/clients/gemini-answer.ts';

const FAMILY = '👩\u200d👩\u200d👧';
const WRITTEN = '👩👩👧';

describe('an answer of Gemini CLI, of which its file has dropped what cannot be seen', () => {
  it.each([
    ['in one piece', `see ${FAMILY} now`, `see ${WRITTEN} now`, `see ${FAMILY} now`],
    ['in pieces', `se e ${FAMILY}  no w`, `see ${WRITTEN} now`, `see ${FAMILY} now`],
    ['after what was said before a tool', `I\u200b look. ${FAMILY}.`, `${WRITTEN}.`, `${FAMILY}.`],
    ['at its ends', `\u200bx\ufeff`, 'x', '\u200bx\ufeff'],
    ['beside line ends', `a\n${FAMILY}\n\n b`, `a\n${WRITTEN}\n\nb`, `a\n${FAMILY}\n\nb`],
  ])('is made whole by the event: %s', (_, told, written, whole) => {
    expect(wholeAnswer(written, told)).toBe(whole);
  });

  it.each([
    ['nothing was dropped', 'a b c', 'abc'],
    ['the event tells something else', `${FAMILY} other`, 'words'],
    ['the event is shorter', '\u200b', 'words'],
  ])('is what was written where %s', (_, told, written) => {
    expect(wholeAnswer(written, told)).toBe(written);
  });
});
