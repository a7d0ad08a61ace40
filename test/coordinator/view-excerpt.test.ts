import { expect, it } from 'vitest';
import { tellingLines } from '../../src/coordinator/view/excerpt.ts';

const RULE = '─'.repeat(80);

it('what stands above the input box is kept, the box and the hints below it are not', () => {
  const screen = [
    '● I read the router.',
    '✻ Thinking…',
    `${' '.repeat(60)}◐ medium`,
    `${RULE} planning ─`,
    '❯ ',
    RULE,
    '  ? for help',
  ];
  expect(tellingLines(screen)).toEqual(['● I read the router.', '✻ Thinking…']);
  expect(tellingLines(['● Done.', '╭────╮', '│ > half a thought', '╰────╯'])).toEqual(['● Done.']);
});

it('a dialog is kept, without its frame', () => {
  const dialog = [
    ' Bash command',
    '╌'.repeat(40),
    ' touch x',
    RULE,
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. No',
  ];
  expect(tellingLines([RULE, ...dialog])).toEqual([
    ' Bash command',
    ' touch x',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. No',
  ]);
});

it('an empty screen tells nothing', () => {
  expect(tellingLines(['>', '❯ '])).toEqual([]);
  expect(tellingLines([])).toEqual([]);
  expect(tellingLines(['', '   ', RULE])).toEqual([]);
});
