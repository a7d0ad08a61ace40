import { expect, test } from 'vitest';
import { edit, enter, putBack } from '../../src/terminal-client/input-box.ts';

test('typed and pasted text is added at the end', () => {
  expect(edit('a', { kind: 'text', text: 'b' })).toBe('ab');
  expect(edit('a', { kind: 'paste', text: '\nb' })).toBe('a\nb');
});

test('a new line key adds a line', () => {
  expect(edit('a', { kind: 'newline' })).toBe('a\n');
});

test('backspace takes one whole character, a line end too', () => {
  expect(edit('a🙂', { kind: 'backspace' })).toBe('a');
  expect(edit('a\n', { kind: 'backspace' })).toBe('a');
  expect(edit('', { kind: 'backspace' })).toBe('');
});

test('other keys leave the text alone', () => {
  expect(edit('a', { kind: 'escape' })).toBe('a');
});

test('Enter on nothing or on white space does nothing', () => {
  expect(enter('')).toEqual({ kind: 'nothing' });
  expect(enter(' \n ')).toEqual({ kind: 'nothing' });
});

test('a prompt is submitted without its trailing white space and with its leading one', () => {
  expect(enter('  one\ntwo \n')).toEqual({ kind: 'prompt', text: '  one\ntwo' });
});

test('a leading slash is a command, also after white space and with more behind it', () => {
  expect(enter('/help')).toEqual({ kind: 'command', name: 'help' });
  expect(enter(' \n/nosuch is wrong')).toEqual({ kind: 'command', name: 'nosuch' });
  expect(enter('/etc/hosts is a path')).toEqual({ kind: 'prompt', text: '/etc/hosts is a path' });
  expect(enter('a /help')).toEqual({ kind: 'prompt', text: 'a /help' });
});

test('a backslash at the very end becomes a new line', () => {
  expect(enter('a\\')).toEqual({ kind: 'newline', text: 'a\n' });
});

test('a backslash before trailing white space is submitted', () => {
  expect(enter('a\\ ')).toEqual({ kind: 'prompt', text: 'a\\' });
});

test('an interrupted prompt comes back before what was typed since', () => {
  expect(putBack('prompt', '')).toBe('prompt');
  expect(putBack('prompt', 'draft')).toBe('prompt\ndraft');
});
