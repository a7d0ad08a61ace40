import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { identify } from '../../src/system/processes.ts';
import { PaneClient } from '../../src/tmux/pane-client.ts';
import { TestTmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

const server = new TestTmux({ PATH: process.env.PATH ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8' });
const looked = server.start('agents', '/', 'exec cat');
const agent = server.run(
  'new-window',
  '-d',
  '-P',
  '-F',
  '#{pane_id}',
  '-t',
  'agents:',
  'stty raw -echo; exec cat -v',
);
const folder = mkdtempSync(join(tmpdir(), 'cg-pane-'));
const clientOf = (note: string) =>
  new PaneClient({ kind: 'name', name: server.socket }, agent, join(folder, note));
const pane = clientOf('first');
const controlClients = () =>
  server.run('list-clients', '-F', '#{client_control_mode}').split('\n').filter(Boolean);
const current = () => server.run('display-message', '-p', '-t', 'agents:', '#{pane_id}');

afterAll(() => {
  pane.close();
  server.kill();
  rmSync(folder, { recursive: true });
});

it('presses keys in its pane, before and after it is connected', async () => {
  await until(
    'the pane to be raw',
    () => server.run('display-message', '-p', '-t', agent, '#{pane_current_command}') === 'cat',
  );
  await pane.press('C-g');
  await pane.connect();
  await until('its client', () => controlClients().length === 1);
  await pane.press('C-x');
  await until('both keys', () => server.screen(agent).includes('^G^X'), { show: () => server.screen(agent) });
});

it('reads the screen, whatever stands there and whatever the locale', async () => {
  vi.stubEnv('LC_ALL', 'C');
  const look = server.start('look', '/', 'stty -echo; exec cat');
  const client = new PaneClient({ kind: 'name', name: server.socket }, look, join(folder, 'look'));
  const plain = await client.lastLines(5);
  expect(plain).toEqual([]);
  await client.connect();
  vi.unstubAllEnvs();
  server.type(look, '%end 1 2 3');
  server.keys(look, 'Enter');
  server.type(look, '│ ● ünïcode  😀   ');
  server.keys(look, 'Enter');
  server.type(look, '%error 1 2 0');
  server.keys(look, 'Enter');
  const words = ['%end 1 2 3', '│ ● ünïcode  😀', '%error 1 2 0'];
  await until('the words', () => server.screen(look).includes('%error'));
  expect(await client.lastLines(5)).toEqual(words);
  expect(await client.lastLines(2)).toEqual(words.slice(1));
  client.close();
  // Without its client it asks tmux itself.
  expect(await client.lastLines(2)).toEqual(words.slice(1));
});

it('leaves the window that a person looks at as it is', () => {
  expect(current()).toBe(looked);
});

it('presses keys also when its client was detached, and gets another', async () => {
  server.run('detach-client', '-s', 'agents');
  await until('its client to be gone', () => controlClients().length === 0);
  // The one that goes down with the client is lost; a delivery presses again when nothing comes of a key.
  const pressed = async () => {
    await pane.press('C-y');
    return server.screen(agent).includes('^Y');
  };
  await until('the key', pressed, { everyMs: 100 });
  await until('another client', () => controlClients().length === 1);
});

it('ends the client that a killed process has left, which tmux keeps for ever', async () => {
  const left = spawn('tmux', ['-L', server.socket, '-C', 'attach-session', '-t', 'agents'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const hasEnded = new Promise((resolve) => left.once('exit', resolve));
  await until('it to be attached', () => controlClients().length === 2);
  // Killed between a key and tmux's answer to it.
  left.stdout.destroy();
  left.stdin.write('list-keys\n');
  const { pid, started } = identify(left.pid!)!;
  writeFileSync(join(folder, 'next'), `${pid} ${started}`);
  const next = clientOf('next');
  await next.connect();
  await hasEnded;
  await until(
    'the next one’s client',
    () => readFileSync(join(folder, 'next'), 'utf8') !== `${pid} ${started}`,
  );
  next.close();
});
