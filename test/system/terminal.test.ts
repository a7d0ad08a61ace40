import stringWidth from 'string-width';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { displayText, fitTo, padTo, styled, wrapTo } from '../../src/system/terminal.ts';

const ESC = '\u001b';
const BEL = '\u0007';

describe('text made safe to show', () => {
  it.each([
    ['a link', `${ESC}]8;;https://evil.example/?a=b${BEL}click${ESC}]8;;${BEL} me`, 'click me'],
    ['a link ended by ST', `${ESC}]8;id=1;file:///etc/passwd${ESC}\\click${ESC}]8;;${ESC}\\ me`, 'click me'],
    ['a window title', `${ESC}]0;owned${BEL}text`, 'text'],
    ['a clipboard write', `${ESC}]52;c;ZXZpbA==${BEL}text`, 'text'],
    ['colours', `${ESC}[38;5;196mred${ESC}[0m`, 'red'],
    ['a cleared screen', `${ESC}[2J${ESC}[1;1Htext`, 'text'],
    ['another page', `${ESC}[?1049htext`, 'text'],
    ['an end of paste', `${ESC}[201~text`, 'text'],
    ['a reset', `${ESC}ctext`, 'text'],
    ['C1 controls', '\u009b31mtext\u0085\u0090\u009c', 'text'],
    ['an overwritten line', 'rm -rf /\rls', 'rm -rf /ls'],
    ['backspaces', 'rm\u0008\u0008ls', 'rmls'],
    ['a NUL, a bell, a DEL', `a\u0000b${BEL}c\u007f`, 'abc'],
    ['bidi overrides', '\u202elmth.exe\u202c', 'lmth.exe'],
    ['bidi isolates and marks', '\u2066a\u2069\u200eb\u200fc\u061cd', 'abcd'],
    ['a lone ESC at the end', `text${ESC}`, 'text'],
    ['a cut sequence', `text${ESC}[31`, 'text'],
  ])('keeps the words and loses %s', (_, text, shown) => {
    expect(displayText(text)).toBe(shown);
  });

  it.each([
    ['DCS', `${ESC}P1$r0m${ESC}\\`],
    ['a Sixel picture', `${ESC}Pq#0;2;0;0;0~~@@${ESC}\\`],
    ['APC', `${ESC}_Gf=100;AAAA${ESC}\\`],
    ['PM', `${ESC}^x${ESC}\\`],
    ['SOS', `${ESC}Xx${ESC}\\`],
    ['C1 strings', '\u00901;2q\u009c\u009d8;;x\u009c\u009e\u009f'],
    ['sequences in sequences', `${ESC}[${ESC}[31${ESC}]0;m${BEL}m`],
    ['every control there is', Array.from({ length: 0xa0 }, (_, at) => String.fromCharCode(at)).join(ESC)],
  ])('holds no control character after %s', (_, text) => {
    const shown = displayText(`before ${text} after`);
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(shown).toContain('before ');
    expect(shown).toContain(' after');
  });

  it('keeps line ends, and shows a tab as blanks', () => {
    expect(displayText('a\n\tb\r\nc')).toBe('a\n    b\nc');
  });

  it('keeps all scripts and emoji', () => {
    const text = '漢字 العربية ñ e\u0301 👩‍👩‍👧‍👦 🏳️‍🌈';
    expect(displayText(text)).toBe(text);
  });

  it.each([
    ['an open link', `${ESC}]8;;${'a;'.repeat(100_000)}`],
    ['an open sequence', `${ESC}[${'1;'.repeat(100_000)}`],
    ['many sequences', `${ESC}[`.repeat(100_000)],
  ])('is ready at once, though %s is 200 KB long', (_, text) => {
    const began = performance.now();
    displayText(text);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('a line cut to a width', () => {
  it.each([
    ['short enough', 'abc', 3, 'abc'],
    ['too long', 'abcd', 3, 'ab…'],
    ['wide and too long', '漢字漢字', 5, '漢字…'],
    ['wide, where half a character would fit', '漢字漢字', 4, '漢…'],
    ['of one emoji in many parts', '👩‍👩‍👧‍👦ab', 3, '👩‍👩‍👧‍👦…'],
    ['with a combining accent', 'e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['cut to one column', '漢字', 1, '…'],
    ['cut to none', 'abc', 0, ''],
    ['cut to less than none', 'abc', -5, ''],
  ])('%s', (_, line, width, fitted) => {
    expect(fitTo(line, width)).toBe(fitted);
    expect(stringWidth(fitted)).toBeLessThanOrEqual(Math.max(0, width));
  });

  it.each([
    ['abc', 5, 'abc  '],
    ['漢', 4, '漢  '],
    ['e\u0301', 2, 'e\u0301 '],
    ['abc', 2, 'abc'],
  ])('%j is padded to %i columns', (line, width, padded) => {
    expect(padTo(line, width)).toBe(padded);
  });
});

describe('a line broken into several', () => {
  it.each([
    ['between words', 'one two three', 9, ['one two', 'three']],
    ['within a word that is too long', 'abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['between wide characters', '漢字漢字', 5, ['漢字', '漢字']],
    ['not at all', 'one', 3, ['one']],
    ['when it is empty', '', 5, ['']],
  ])('%s', (_, line, width, lines) => {
    expect(wrapTo(line, width)).toEqual(lines);
  });

  it('has no part that is wider than asked, and loses nothing but blanks', () => {
    const line = `漢字かな ${'x'.repeat(50)} 👩‍👩‍👧‍👦🇩🇪 word `.repeat(5);
    for (const width of [2, 5, 40, 200]) {
      const lines = wrapTo(line, width);
      expect(Math.max(...lines.map((one) => stringWidth(one)))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
    }
  });

  it('is ready at once, though it is one word of 100 KB', () => {
    const began = performance.now();
    expect(wrapTo('x'.repeat(100_000), 40)).toHaveLength(2_500);
    expect(performance.now() - began).toBeLessThan(600);
  });
});

describe('a style', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is set and taken back again', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('TERM', 'xterm');
    expect(styled('bold', 'x')).toBe(`${ESC}[1mx${ESC}[22m`);
  });

  it.each([
    ['NO_COLOR is set', 'NO_COLOR', '1'],
    ['the terminal is dumb', 'TERM', 'dumb'],
  ])('is left out when %s', (_, name, value) => {
    vi.stubEnv(name, value);
    expect(styled('red', 'x')).toBe('x');
  });
});
