import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../src/router/blocks.ts';

/** The mention at the beginning of a prompt, of whatever name, and the text after it. */
function readMention(prompt: string): { name: string; isCommand: boolean; rest: string } | undefined {
  const read = readBlocks(prompt, { isKnown: () => true, isFile: () => false });
  const block = read.kind === 'blocks' ? read.blocks[0] : undefined;
  return block && { name: block.mention.target, isCommand: block.mention.isCommand, rest: block.text };
}

describe('a mention', () => {
  it.each([
    ['@planning how?', 'how?'],
    ['@planning: how?', 'how?'],
    ['@planning\nhow?', 'how?'],
    ['@planning\r\nhow?', 'how?'],
    ['@planning:\thow?', 'how?'],
    ['@planning', ''],
    ['@planning:', ''],
    ['@planning\n', ''],
  ])('is read from %j', (prompt, rest) => {
    expect(readMention(prompt)).toEqual({ name: 'planning', isCommand: false, rest });
  });

  it.each(['  @planning x', '\n\n\t@planning x', '\u00a0@planning x', '\ufeff@planning x'])(
    'may stand after blanks: %j',
    (prompt) => {
      expect(readMention(prompt)).toEqual({ name: 'planning', isCommand: false, rest: 'x' });
    },
  );

  it.each([
    ['two blanks', '@planning  x', ' x'],
    ['a blank line', '@planning\n\nx', '\nx'],
    ['blanks at the end', '@planning x \n\n', 'x \n\n'],
    ['CRLF line ends', '@planning x\r\ny\r\n', 'x\r\ny\r\n'],
    ['a second mention', '@planning @coding x', '@coding x'],
    ['a colon after a blank', '@planning : x', ': x'],
    ['replacement patterns', '@planning $& $1 \\n', '$& $1 \\n'],
    ['half an emoji’s family', '@planning 👩‍👩‍👧‍👦\u200b', '👩‍👩‍👧‍👦\u200b'],
  ])('leaves what follows it byte for byte: %s', (_, prompt, rest) => {
    expect(readMention(prompt)?.rest).toBe(rest);
  });

  it.each([
    ['@planning! /compact', '/compact'],
    ['@planning!: /compact', '/compact'],
    ['@planning!\n/clear', '/clear'],
  ])('with an exclamation mark is for the client itself: %j', (prompt, rest) => {
    expect(readMention(prompt)).toEqual({ name: 'planning', isCommand: true, rest });
  });

  it.each([
    '@src/file.ts is broken',
    '@file.ts is broken',
    '@planning, please',
    '@planning.',
    '@planning:x',
    '@planning!x',
    '@planning!! /compact',
    '@plänung x',
    '@1st x',
    '@-x y',
    '@ planning x',
    '@',
    '',
    'planning x',
    'ask @planning x',
    `@${'a'.repeat(41)} x`,
  ])('is not what %j begins with', (prompt) => {
    expect(readMention(prompt)).toBeUndefined();
  });

  it('may be 40 characters long', () => {
    const name = 'a'.repeat(40);
    expect(readMention(`@${name} x`)?.name).toBe(name);
  });

  it('is found at once in front of a megabyte of blanks', () => {
    const began = performance.now();
    expect(readMention(`${' '.repeat(1_000_000)}@planning x`)?.name).toBe('planning');
    expect(readMention(' '.repeat(1_000_000))).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(500);
  });
});
