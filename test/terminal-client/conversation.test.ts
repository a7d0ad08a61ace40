import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function resume(client: OpenClient, id: string, rules: object[] = []) {
  const next = rig.launch({ args: ['--resume', id], rules }, client.home);
  expect(await next.event('SessionStart')).toMatchObject({ session_id: id, source: 'resume' });
  return next;
}

test('a conversation has the id that it is given, and stands in its file line by line', async () => {
  const client = await rig.open({ args: ['--conversation', 'talk-1'] });
  submit(client, 'hello');
  expect((await client.event('Stop')).session_id).toBe('talk-1');
  const lines = readFileSync(join(client.conversations, 'talk-1.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { kind: 'conversation', version: 1, id: 'talk-1' },
    { kind: 'prompt', text: 'hello' },
    { kind: 'answer', text: 'echo: hello' },
  ]);
});

test('a resumed conversation knows what was said', async () => {
  const client = await rig.open({ args: ['--conversation', 'talk-2'] });
  submit(client, 'one\\');
  submit(client, 'line');
  await client.event('Stop');
  submit(client, '/quit');
  expect(await client.exit()).toBe(0);
  const next = await resume(client, 'talk-2', [{ do: [{ reply: '{n}: {history}' }] }]);
  submit(next, 'and?');
  expect((await next.event('Stop')).last_assistant_message).toBe('2: one\nline -> echo: one\nline');
});

const CRASHES = [
  { at: 'before-submit-event', told: [], turns: 0 },
  { at: 'after-submit', told: ['UserPromptSubmit'], turns: 1 },
  { at: 'before-stop-event', told: ['UserPromptSubmit'], turns: 1 },
  { at: 'after-stop-event', told: ['UserPromptSubmit', 'Stop'], turns: 1 },
];

test.each(CRASHES)('killed $at it leaves a conversation that goes on', async ({ at, told, turns }) => {
  const client = await rig.open({
    args: ['--conversation', at],
    rules: [{ do: [{ crash: at }, { reply: 'said' }] }],
  });
  submit(client, 'go');
  expect(await client.exit()).toBe(128 + 9);
  expect(client.names()).toEqual(['SessionStart', ...told]);
  const next = await resume(client, at);
  submit(next, 'how many turns?');
  expect((await next.event('Stop')).last_assistant_message).toBe(`${turns} before this one`);
});

test('a line that a kill cut short is passed over', async () => {
  const client = await rig.open({ args: ['--conversation', 'torn'] });
  submit(client, 'one');
  await client.event('Stop');
  await client.status('idle');
  client.kill('SIGKILL');
  await client.exit();
  appendFileSync(join(client.conversations, 'torn.jsonl'), '{"kind":"pro');
  const next = await resume(client, 'torn');
  submit(next, 'two');
  await next.event('Stop');
  const last = await resume(next, 'torn');
  submit(last, 'how many turns?');
  expect((await last.event('Stop')).last_assistant_message).toBe('2 before this one');
});

test('the editor of a client that was started after a kill has a terminal in its ordinary mode', async () => {
  const mode = rig.path('mode');
  const client = await rig.open({ args: ['--conversation', 'raw'] });
  // The kill leaves this window's terminal in raw mode for the client that follows in it.
  const next = rig.launch(
    {
      args: ['--resume', 'raw'],
      env: { EDITOR: rig.script(`stty -a >'${mode}.new'; mv '${mode}.new' '${mode}'`) },
      before: 'stty raw -echo',
    },
    client.home,
  );
  await next.event('SessionStart');
  next.press('C-g');
  expect(await next.until('the mode', () => rig.read(mode))).toMatch(
    / icrnl [\s\S]*isig icanon iexten echo /,
  );
});

test('an interrupted prompt that came back is no part of the conversation', async () => {
  const client = await rig.open({
    args: ['--conversation', 'back'],
    rules: [{ includes: 'wait', do: [{ hang: true }] }],
  });
  submit(client, 'wait');
  await client.event('UserPromptSubmit');
  await client.status('busy');
  client.press('Escape');
  await client.status('idle');
  const next = await resume(client, 'back');
  submit(next, 'how many turns?');
  expect((await next.event('Stop')).last_assistant_message).toBe('0 before this one');
});

test.each([
  { args: ['--resume', 'nobody'], says: "No conversation found with the id 'nobody'" },
  { args: ['--resume', '../../nosuch'], says: "'../../nosuch' cannot be a conversation's id." },
])('to resume $args.1 is an error', async ({ args, says }) => {
  const client = rig.launch({ args });
  expect(await client.exit()).toBe(1);
  expect(client.screen()).toContain(says);
});

test('a new conversation never takes the place of one that is there', async () => {
  const client = await rig.open({ args: ['--conversation', 'mine'] });
  const second = rig.launch({ args: ['--conversation', 'mine'] }, client.home);
  expect(await second.exit()).toBe(1);
  expect(second.screen()).toContain("There is a conversation 'mine' already.");
});
