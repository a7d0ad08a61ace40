import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PaneShell } from '../../src/tmux/pane-shell.ts';
import { TestTmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

let server: TestTmux;
let looked: string;
let agent: string;
let pane: PaneShell;
const shellOf = (paneId: string) => new PaneShell({ kind: 'name', name: server.socket }, paneId);

/** The shells of this test's server. */
const shellPids = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isShell(name))
    .map(Number);
function isShell(pid: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.startsWith('sh\0-c\0') && commandLine.includes(server.socket);
  } catch {
    return false;
  }
}

beforeAll(() => {
  server = new TestTmux({ PATH: process.env.PATH ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8' });
  looked = server.start('agents', '/', 'exec cat');
  const inPane = 'stty raw -echo; exec cat -v';
  agent = server.run('new-window', '-d', '-P', '-F', '#{pane_id}', '-t', 'agents:', inPane);
  pane = shellOf(agent);
});
afterAll(() => {
  pane.close();
  server.kill();
});

it('presses keys in its pane, in their order', async () => {
  const isRaw = () => server.run('display-message', '-p', '-t', agent, '#{pane_current_command}') === 'cat';
  await until('the pane to be raw', isRaw);
  const keys = ['C-g', 'C-x', 'C-y', 'Enter'];
  await Promise.all(keys.map((key) => pane.press(key)));
  const show = () => server.screen(agent);
  await until('the keys', () => show().includes('^G^X^Y^M'), { show });
});

it('is no client of tmux, and leaves the window that a person looks at as it is', () => {
  expect(server.run('list-clients')).toBe('');
  expect(server.run('display-message', '-p', '-t', 'agents:', '#{pane_id}')).toBe(looked);
});

it('reads the screen, whatever stands there and whatever the locale', async () => {
  const look = server.start('look', '/', 'stty -echo; exec cat');
  vi.stubEnv('LC_ALL', 'C');
  const shell = shellOf(look);
  expect(await shell.lastLines(5)).toEqual([]);
  vi.unstubAllEnvs();
  const words = ['0123456789abcdef 0', '│ ● ünïcode  😀', '%end 1 2 0'];
  for (const line of words) {
    server.type(look, line);
    server.keys(look, 'Enter');
  }
  await until('the words', () => server.screen(look).includes('%end'));
  expect(await shell.lastLines(5)).toEqual(words);
  expect(await shell.lastLines(2)).toEqual(words.slice(1));
  shell.close();
  // Closed, it asks tmux itself.
  expect(await shell.lastLines(2)).toEqual(words.slice(1));
});

it('says what tmux refuses, and goes on', async () => {
  const gone = shellOf('%4711');
  await expect(gone.press('C-g')).rejects.toThrow("tmux refused: can't find pane: %4711");
  await expect(gone.press('C-g')).rejects.toThrow("can't find pane");
  gone.close();
});

it('presses keys also when its shell was killed, with another', async () => {
  const own = shellOf(agent);
  await own.press('C-a');
  for (const pid of shellPids()) process.kill(pid, 'SIGKILL');
  // The one that goes down with the shell is lost; a delivery presses again when nothing comes of a key.
  const pressed = async () => {
    await own.press('C-b');
    return server.screen(agent).includes('^A^B');
  };
  await until('the key', pressed, { everyMs: 100 });
  own.close();
});

it('ends its shell when it is closed', async () => {
  const own = shellOf(agent);
  await own.press('C-a');
  expect(shellPids().length).toBeGreaterThan(0);
  own.close();
  pane.close();
  await until('its end', () => shellPids().length === 0);
});
