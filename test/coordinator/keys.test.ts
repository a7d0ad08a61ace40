import { expect, it } from 'vitest';
import { KeyDecoder } from '../../src/coordinator/terminal/keys.ts';

/** What stands for each key: its character, else its name. */
const keysIn = (...pushes: string[]): string[] => {
  const decoder = new KeyDecoder();
  const keys = [...pushes.flatMap((text) => decoder.push(text)), ...decoder.flush()];
  return keys.map((key) => (key.kind === 'char' ? key.char : key.kind));
};

it('letters, Enter in both forms, and Ctrl-C are keys', () => {
  expect(keysIn('q')).toEqual(['q']);
  expect(keysIn('\r', '\n', '\u0003')).toEqual(['enter', 'enter', 'cancel']);
});

it('Esc counts alone, and only when nothing follows it', () => {
  expect(keysIn('\u001b')).toEqual(['escape']);
  expect(keysIn('\u001b', '[A')).toEqual(['up']);
  expect(keysIn('\u001b\u001b')).toEqual(['escape', 'escape']);
});

it('arrows are arrows in both modes of the cursor keys, also cut in two', () => {
  expect(keysIn('\u001b[A\u001bOA\u001b[B\u001bOB')).toEqual(['up', 'up', 'down', 'down']);
  expect(keysIn('\u001b[', 'B', '\u001bO', 'A')).toEqual(['down', 'up']);
});

it('other keys of the keyboard are none of ours', () => {
  expect(keysIn('\u001b[C\u001b[1;5D\u001b[3~\u001bOP\u001bq\u001b[Z\t\u007f')).toEqual([]);
});

it('mouse, focus and the late replies of a terminal are not keys', () => {
  expect(keysIn('\u001b[<0;10;20M\u001b[<0;10;20m', '\u001b[M qx', '\u001b[I\u001b[O')).toEqual([]);
  expect(
    keysIn('\u001b]11;rgb:0000/bbbb/0000\u0007', '\u001bP>|xterm(38', '0)\u001b\\', '\u001b[?62;4c'),
  ).toEqual([]);
});

it('a paste does nothing, but Ctrl-C counts even where its end never comes', () => {
  expect(keysIn('\u001b[200~x', 'q\r', 'b\u001b[201~', 'o')).toEqual(['o']);
  expect(keysIn('fix the quick box')).toEqual([]);
  expect(keysIn('\u001b[200~', '\u0003')).toEqual(['cancel']);
});

it('keys that were typed before anybody read them count one by one', () => {
  expect(keysIn('2\r')).toEqual(['2', 'enter']);
  expect(keysIn('jj\r')).toEqual(['j', 'j', 'enter']);
});

it('keys in the forms of the kitty protocol and of modifyOtherKeys are known', () => {
  expect(keysIn('\u001b[99;5u', '\u001b[27u', '\u001b[13u', '\u001b[113u', '\u001b[27;5;99~')).toEqual([
    'cancel',
    'escape',
    'enter',
    'q',
    'cancel',
  ]);
  expect(keysIn('\u001b[113;1:3u', '\u001b[113;3u', '\u001b[97;5u', '\u001b[99999999999u')).toEqual([]);
});
