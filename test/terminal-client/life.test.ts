import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenClient, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

function submit(client: OpenClient, text: string): void {
  client.type(text);
  client.press('Enter');
}

const run = (...args: string[]) =>
  spawnSync(process.execPath, [rig.bundle, ...args], { input: '', encoding: 'utf8' });

test('without a terminal it says so and fails', () => {
  const { status, stderr } = run('--engine', 'scripted');
  expect(status).toBe(1);
  expect(stderr).toContain('needs a terminal');
});

test.each([
  { args: [], says: '--engine must be scripted or command' },
  { args: ['--engine', 'command'], says: 'needs a program after --' },
  { args: ['--engine', 'scripted', '--', 'cat'], says: 'takes no program' },
  { args: ['--engine', 'scripted', '--nonsense'], says: "Unknown option '--nonsense'" },
  { args: ['--engine', 'scripted', '--resume', 'a', '--conversation', 'b'], says: 'exclude each other' },
])('a wrong command line $args is refused with the right one', ({ args, says }) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(says);
  expect(stderr).toContain('terminal-client --engine scripted');
});

test('a script with a mistake is refused by name and place', async () => {
  const client = rig.launch({ rules: [{ matches: '(', do: [] }] });
  expect(await client.exit()).toBe(1);
  expect(client.screen()).toContain('Not a regular expression');
  expect(client.screen()).toContain('rules[0].matches');
});

test('the session file says what it is doing from the first moment', async () => {
  const go = rig.path('go');
  const client = await rig.open({ args: ['--conversation', 'me'], rules: [{ do: [{ hold: go }] }] });
  const idle = client.session();
  expect(idle).toMatchObject({ version: 1, sessionId: 'me', status: 'idle' });
  submit(client, 'x');
  await client.status('busy');
  expect(client.session().statusUpdatedAt).toBeGreaterThan(idle.statusUpdatedAt);
  expect(client.session().pid).toBe(idle.pid);
  writeFileSync(go, '');
  await client.status('idle');
});

test('Ctrl-C clears the draft, and again at once quits', async () => {
  const client = await rig.open();
  client.type('one');
  client.press('C-c');
  client.type('two');
  client.press('Enter');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('two');
  client.press('C-c', 'C-c');
  expect(await client.exit()).toBe(0);
  expect((await client.event('SessionEnd')).reason).toBe('prompt_input_exit');
});

test('Ctrl-D quits when the box is empty and only then', async () => {
  const client = await rig.open();
  client.type('x');
  client.press('C-d');
  client.type('y');
  await client.shows('> xy');
  client.press('BSpace', 'BSpace', 'C-d');
  expect(await client.exit()).toBe(0);
  expect(client.names()).toEqual(['SessionStart', 'SessionEnd']);
});

test('SIGTERM ends it quietly and the end is told', async () => {
  const client = await rig.open({ rules: [{ do: [{ hang: true }] }] });
  submit(client, 'x');
  await client.status('busy');
  client.kill('SIGTERM');
  expect(await client.exit()).toBe(0);
  expect((await client.event('SessionEnd')).reason).toBe('other');
});

test('SIGHUP ends it at once', async () => {
  const client = await rig.open({ rules: [{ do: [{ hang: true }] }] });
  submit(client, 'x');
  await client.status('busy');
  client.kill('SIGHUP');
  expect(await client.exit()).toBe(0);
});

test('it leaves the terminal in its ordinary mode', async () => {
  const mode = rig.path('mode');
  const client = await rig.open({ after: `stty -a >'${mode}'` });
  submit(client, '/quit');
  await client.exit();
  expect(rig.read(mode)).toMatch(/ icrnl [\s\S]*isig icanon iexten echo /);
});

test('it lives through any width of its window', async () => {
  const client = await rig.open({
    rules: [{ do: [{ reply: '漢字 '.repeat(30) }, { ask: 'a long question '.repeat(9) }] }],
  });
  client.type('word '.repeat(60));
  for (const columns of [20, 5, 1, 300, 20]) client.resize(columns);
  client.press('Enter');
  await client.event('PermissionRequest');
  client.resize(20);
  client.press('y');
  expect((await client.event('Stop')).last_assistant_message).toContain('漢字');
  submit(client, 'still here');
  await client.event('UserPromptSubmit', 2);
});

test('an event program that is missing is named and stops nothing', async () => {
  const client = rig.launch({ env: { CTRLG_EVENT: '/no/such/program' } });
  submit(client, 'hello');
  await client.shows('The event program failed');
  await client.shows('echo: hello');
});
