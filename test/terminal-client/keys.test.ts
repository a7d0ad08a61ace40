import { expect, test } from 'vitest';
import { KeyDecoder } from '../../src/terminal-client/keys.ts';

const decode = (...reads: (string | Buffer)[]) => {
  const decoder = new KeyDecoder();
  return reads.flatMap((read) => decoder.push(Buffer.from(read as string)));
};
const text = (text: string) => ({ kind: 'text', text });

test('characters that come together are one key', () => {
  expect(decode('hello wörld 🙂')).toEqual([text('hello wörld 🙂')]);
});

test('Enter and Ctrl-J are different keys', () => {
  expect(decode('a\rb\n')).toEqual([text('a'), { kind: 'enter' }, text('b'), { kind: 'newline' }]);
});

test('Alt-Enter is a new line', () => {
  expect(decode('\u001b\r')).toEqual([{ kind: 'newline' }]);
});

test('the control keys have names, the others and NUL are nothing', () => {
  const kinds = ['editor', 'cancel', 'end-of-input', 'backspace', 'backspace'];
  expect(decode('\u0007\u0003\u0004\u007f\b\u0000\u0001\t')).toEqual(kinds.map((kind) => ({ kind })));
});

test('a character split between two reads stays whole', () => {
  const [first, second] = [Buffer.from('🙂').subarray(0, 2), Buffer.from('🙂').subarray(2)];
  expect(decode(first, second)).toEqual([text('🙂')]);
});

test('arrow keys, function keys and Alt with a letter type nothing', () => {
  expect(decode('a\u001b[A\u001bOP\u001b[1;5C\u001b[15~\u001bbz')).toEqual([text('a'), text('z')]);
});

test('an escape sequence may be split at any byte', () => {
  const bytes = Buffer.from('a\u001b[1;5Cz');
  for (let at = 1; at < bytes.length; at++) {
    expect(decode(bytes.subarray(0, at), bytes.subarray(at))).toEqual([text('a'), text('z')]);
  }
});

test('Esc alone is held back until nothing follows it', () => {
  const decoder = new KeyDecoder();
  expect(decoder.push(Buffer.from('\u001b'))).toEqual([]);
  expect(decoder.isUndecided).toBe(true);
  expect(decoder.flush()).toEqual([{ kind: 'escape' }]);
  expect(decoder.flush()).toEqual([]);
});

test('the first of two Esc is decided by the second', () => {
  expect(decode('\u001b\u001b')).toEqual([{ kind: 'escape' }]);
});

test('a bracketed paste is one key, its line ends are LF and its control characters are text', () => {
  expect(decode('x\u001b[200~one\rtwo\r\nthree\u0007\u001b[A\u001b[201~y')).toEqual([
    text('x'),
    { kind: 'paste', text: 'one\ntwo\nthree\u0007\u001b[A' },
    text('y'),
  ]);
});

test('a paste may be split at any byte', () => {
  const bytes = Buffer.from('\u001b[200~p\u00e4ste\u001b[201~\r');
  for (let at = 1; at < bytes.length; at++) {
    expect(decode(bytes.subarray(0, at), bytes.subarray(at))).toEqual([
      { kind: 'paste', text: 'päste' },
      { kind: 'enter' },
    ]);
  }
});

test('a paste that has not ended is not taken for a lone Esc', () => {
  const decoder = new KeyDecoder();
  decoder.push(Buffer.from('\u001b[200~half\u001b'));
  expect(decoder.isUndecided).toBe(false);
  expect(decoder.push(Buffer.from('[201~'))).toEqual([{ kind: 'paste', text: 'half' }]);
});
