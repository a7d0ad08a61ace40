import { expect, it } from 'vitest';
import { mayTurnPage } from '../../src/coordinator/terminal/page.ts';

/** `stty -g` of GNU: input, output, control and local flags in hex, then the characters. */
const COOKED = '4500:5:bf:8a3b:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0';
const RAW = COOKED.replace('8a3b', 'a30');
const BSD_COOKED = 'gfmt1:cflag=4b00:iflag=6b02:lflag=200005cb:oflag=3:discard=f:speed=9600';
const BSD_RAW = BSD_COOKED.replace('200005cb', '43');

it('a client that lends a cooked terminal has left its own page', () => {
  expect(mayTurnPage(COOKED, 'tmux-256color')).toBe(true);
  expect(mayTurnPage(BSD_COOKED, 'xterm-256color')).toBe(true);
});

it('one that keeps raw mode may be in its own still', () => {
  expect(mayTurnPage(RAW, 'tmux-256color')).toBe(false);
  expect(mayTurnPage(BSD_RAW, 'xterm-256color')).toBe(false);
});

it('where nothing is known, or the terminal has one page only, none is turned', () => {
  expect(mayTurnPage('', 'xterm')).toBe(false);
  expect(mayTurnPage(COOKED, 'linux')).toBe(false);
  expect(mayTurnPage(COOKED, '')).toBe(false);
});
