import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive, type OpenClient, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const open = (...argv: string[]) => rig.open({ engine: 'command', argv });
const sh = (script: string) => open('sh', '-c', script);

function submit(client: OpenClient, text: string): void {
  client.type(text);
  client.press('Enter');
}

test('the prompt goes in and the result comes out byte for byte', async () => {
  const client = await open('cat');
  submit(client, '!`$x` "ö" 漢字 🙂  two  ');
  const stop = await client.event('Stop');
  expect(stop.last_assistant_message).toBe('!`$x` "ö" 漢字 🙂  two');
  expect(readFileSync(stop.result_file!, 'utf8')).toBe('!`$x` "ö" 漢字 🙂  two');
});

test('a binary result of a megabyte stands in the result file whole', async () => {
  const bytes = Buffer.from(Array.from({ length: 1_100_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff));
  const file = rig.path('bytes');
  writeFileSync(file, bytes);
  const client = await open('cat', file);
  submit(client, 'go');
  const stop = await client.event('Stop');
  expect(readFileSync(stop.result_file!).equals(bytes)).toBe(true);
  expect(stop.last_assistant_message!.length).toBeLessThanOrEqual(1024 * 1024);
});

test('it runs without a shell', async () => {
  const client = await open('printf', '%s', '$HOME; `exit 1` *');
  submit(client, 'go');
  expect((await client.event('Stop')).last_assistant_message).toBe('$HOME; `exit 1` *');
});

test('the program knows the conversation and the turn', async () => {
  const client = await sh('printf "$CTRLG_CONVERSATION $CTRLG_TURN"');
  const id = client.session().sessionId;
  submit(client, 'one');
  expect((await client.event('Stop')).last_assistant_message).toBe(`${id} 1`);
  await client.status('idle');
  submit(client, 'two');
  expect((await client.event('Stop', 2)).last_assistant_message).toBe(`${id} 2`);
});

test('its output is seen as it comes, without control sequences; stderr is seen and no part of the result', async () => {
  const go = rig.path('go');
  const client = await sh(
    `printf 'one\\n\\033[1;9Hred\\n'; echo oops >&2; while [ ! -e '${go}' ]; do :; done; printf end`,
  );
  submit(client, 'go');
  await client.shows('one\nred');
  await client.shows('oops');
  expect(client.names()).not.toContain('Stop');
  writeFileSync(go, '');
  expect((await client.event('Stop')).last_assistant_message).toBe('one\n\u001b[1;9Hred\nend');
});

test('a program that fails is a failed turn with its code and its last words', async () => {
  const client = await sh('echo partial; echo first >&2; echo "no such model" >&2; exit 3');
  submit(client, 'go');
  const failure = await client.event('StopFailure');
  expect(failure.error).toBe('exit code 3');
  expect(failure.last_assistant_message).toBe('sh: exit code 3\nfirst\nno such model');
  expect(readFileSync(failure.result_file!, 'utf8')).toBe('partial\n');
  await client.status('idle');
});

test('a program that was killed is a failed turn', async () => {
  const client = await sh('kill -9 $$');
  submit(client, 'go');
  expect((await client.event('StopFailure')).error).toBe('ended by SIGKILL');
});

test('a program that is missing or not executable is a failed turn that says so', async () => {
  const missing = await open('no-such-program');
  submit(missing, 'go');
  expect((await missing.event('StopFailure')).last_assistant_message).toContain(
    "'no-such-program' was not found",
  );
  const file = rig.script('');
  chmodSync(file, 0o644);
  const closed = await open(file);
  submit(closed, 'go');
  expect((await closed.event('StopFailure')).last_assistant_message).toContain('chmod +x');
});

test('a program that does not read the prompt is no failure', async () => {
  const prompt = rig.path('prompt');
  writeFileSync(prompt, 'x'.repeat(300_000));
  const client = await rig.open({
    engine: 'command',
    argv: ['echo', 'ok'],
    env: { EDITOR: rig.script(`cat '${prompt}' >"$1"`) },
  });
  client.press('C-g', 'Enter');
  expect((await client.event('Stop')).last_assistant_message).toBe('ok\n');
});

test('a child that keeps the pipe open does not keep the turn open', async () => {
  const pid = rig.path('pid');
  const client = await sh(`sleep 60 & echo $! >'${pid}'; echo done`);
  submit(client, 'go');
  expect((await client.event('Stop')).last_assistant_message).toBe('done\n');
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
});

test('Esc ends the program and all that it started, with no event', async () => {
  const [pids, ended] = [rig.path('pids'), rig.path('ended')];
  const client = await sh(`trap 'echo TERM >"${ended}"; exit' TERM; sleep 60 & echo $$ $! >'${pids}'; wait`);
  submit(client, 'go');
  const both = (await client.until('the program', () => rig.read(pids))).split(' ').map(Number);
  client.press('Escape');
  await client.status('idle');
  expect(rig.read(ended)).toBe('TERM\n');
  await client.until('their end', () => both.every((pid) => !isAlive(pid)));
  expect(client.names()).toEqual(['SessionStart', 'UserPromptSubmit']);
  await client.shows('> go\n');
});

test('a program that will not end is killed after two seconds', async () => {
  const pids = rig.path('pids');
  const client = await sh(`trap '' TERM; echo $$ >'${pids}'; while :; do sleep 0.1; done`);
  submit(client, 'go');
  const pid = Number(await client.until('the program', () => rig.read(pids)));
  client.press('Escape');
  await client.until('its end', () => !isAlive(pid));
  await client.status('idle');
});

test('the program ends with the client', async () => {
  const pids = rig.path('pids');
  const client = await sh(`echo $$ >'${pids}'; exec sleep 60`);
  submit(client, 'go');
  const pid = Number(await client.until('the program', () => rig.read(pids)));
  client.kill('SIGHUP');
  expect(await client.exit()).toBe(0);
  await client.until('its end', () => !isAlive(pid));
});

test.skipIf(!existsSync('/dev/full'))(
  'a result that a full disk does not take is a failed turn that says why',
  async () => {
    const home = rig.path('home');
    mkdirSync(`${home}/conversations`, { recursive: true });
    symlinkSync('/dev/full', `${home}/conversations/full-1.result`);
    const client = rig.launch({ engine: 'command', argv: ['cat'], args: ['--conversation', 'full'] }, home);
    await client.event('SessionStart');
    submit(client, 'go');
    const failure = await client.event('StopFailure');
    expect(failure.last_assistant_message).toMatch(/full-1\.result was not written: ENOSPC/);
  },
);
