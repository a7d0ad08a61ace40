import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenClient, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const open = (...steps: object[]) => rig.open({ rules: [{ do: steps }] });

function submit(client: OpenClient, text: string): void {
  client.type(text);
  client.press('Enter');
}

/** The answer to a prompt, once its turn has ended; `nth` counts the turns of this process. */
async function answer(client: OpenClient, text: string, nth = 1) {
  submit(client, text);
  const { last_assistant_message } = await client.event('Stop', nth);
  await client.status('idle');
  return last_assistant_message;
}

test('a prompt that no rule is for is echoed, and the turn is told from start to stop', async () => {
  const client = await rig.open();
  expect(await answer(client, 'hello')).toBe('echo: hello');
  const session = { session_id: client.session().sessionId, cwd: process.cwd() };
  expect(client.events()).toEqual([
    { ...session, hook_event_name: 'SessionStart', source: 'startup' },
    { ...session, hook_event_name: 'UserPromptSubmit', prompt: 'hello' },
    { ...session, hook_event_name: 'Stop', last_assistant_message: 'echo: hello', background_tasks: [] },
  ]);
});

test('without an event program it works and tells nobody', async () => {
  const client = rig.launch({ env: { CTRLG_EVENT: '' } });
  await client.shows('/help');
  submit(client, 'hello');
  await client.shows('echo: hello');
  expect(client.names()).toEqual([]);
});

test('the first rule that fits answers, as often as it says', async () => {
  const client = await rig.open({
    rules: [
      { includes: 'deploy', times: 1, do: [{ reply: 'once' }] },
      { matches: '^de.loy$', do: [{ reply: 'by pattern: {prompt} {n}' }] },
      { do: [{ reply: 'any' }] },
    ],
  });
  expect(await answer(client, 'deploy', 1)).toBe('once');
  expect(await answer(client, 'deploy', 2)).toBe('by pattern: deploy 2');
  expect(await answer(client, 'deploys', 3)).toBe('any');
});

test('the last of several replies is the result, and all are shown', async () => {
  const client = await open({ reply: 'looking' }, { reply: 'found' });
  expect(await answer(client, 'go')).toBe('found');
  await client.shows('looking\nfound');
});

test('a pasted text of several lines is one prompt', async () => {
  const client = await rig.open();
  client.type('\u001b[200~one\rtwo\u001b[201~');
  client.press('Enter');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('one\ntwo');
});

test('Ctrl-J and a backslash at the end make a new line', async () => {
  const client = await rig.open();
  client.type('one');
  client.press('C-j');
  submit(client, 'two\\');
  submit(client, 'three');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('one\ntwo\nthree');
});

test('an empty Enter does nothing', async () => {
  const client = await rig.open();
  client.press('Enter');
  submit(client, ' ');
  await answer(client, 'x');
  expect(client.events().filter((event) => 'prompt' in event)).toHaveLength(1);
});

test('an unknown slash command starts no turn', async () => {
  const client = await rig.open();
  submit(client, '/nosuch');
  await client.shows('Unknown command: /nosuch');
  await answer(client, 'after');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('after');
});

test('/clear starts a new conversation with no memory of the old one', async () => {
  const client = await rig.open();
  await answer(client, 'one');
  submit(client, '/clear');
  const cleared = await client.event('SessionStart', 2);
  expect(cleared.source).toBe('clear');
  expect(cleared.session_id).not.toBe((await client.event('SessionStart')).session_id);
  expect(await answer(client, 'how many turns?', 2)).toBe('0 before this one');
  expect((await client.event('Stop', 2)).session_id).toBe(cleared.session_id);
});

test('what is typed during a turn is a draft that Enter submits only afterwards', async () => {
  const go = rig.path('go');
  const client = await rig.open({ rules: [{ includes: 'first', do: [{ hold: go }, { reply: 'held' }] }] });
  submit(client, 'first');
  await client.status('busy');
  submit(client, 'draft');
  client.type('!');
  await client.shows('> draft!');
  writeFileSync(go, '');
  expect((await client.event('Stop')).last_assistant_message).toBe('held');
  await client.status('idle');
  client.press('Enter');
  expect((await client.event('UserPromptSubmit', 2)).prompt).toBe('draft!');
});

test('Enter that comes while the stop event is being told submits when the turn is over', async () => {
  const [told, go] = [rig.path('told'), rig.path('go')];
  const events = join(rig.path('unused'), '..', 'slow-events');
  const slow = `cat >>'${events}'; echo >>'${events}'; [ "$1" != Stop ] || { : >'${told}'; while [ ! -e '${go}' ]; do :; done; }`;
  const client = rig.launch({ env: { CTRLG_EVENT: rig.script(slow) } });
  await client.status('idle');
  submit(client, 'first');
  await client.until('the stop event', () => readable(told));
  submit(client, 'second');
  writeFileSync(go, '');
  await client.until('the second prompt', () => readable(events)?.includes('"prompt":"second"'));
});

function readable(file: string): string | undefined {
  try {
    return `.${readFileSync(file, 'utf8')}`;
  } catch {
    return undefined;
  }
}

test('Esc before any output takes the prompt back into the box, with no event', async () => {
  const client = await open({ hang: true });
  submit(client, 'wait');
  await client.event('UserPromptSubmit');
  await client.status('busy');
  client.type('draft');
  client.press('Escape');
  await client.status('idle');
  await client.shows('> wait\n  draft');
  expect(client.names()).toEqual(['SessionStart', 'UserPromptSubmit']);
});

test('Esc after some output leaves the box alone, and the turn is remembered', async () => {
  const client = await rig.open({ rules: [{ includes: 'wait', do: [{ reply: 'some' }, { hang: true }] }] });
  submit(client, 'wait');
  await client.shows('some');
  client.press('Escape');
  await client.status('idle');
  expect(await answer(client, 'how many turns?')).toBe('1 before this one');
});

test('Esc with no turn running clears nothing', async () => {
  const client = await rig.open();
  client.type('draft');
  client.press('Escape');
  submit(client, '!');
  expect((await client.event('UserPromptSubmit')).prompt).toMatch(/^draft/);
});

test('a failure may be of a kind, and a limit of it may have an end', async () => {
  const client = await open({ fail: 'slow down', why: 'usage-limit', forMs: 60_000 });
  const before = Date.now();
  submit(client, 'go');
  const failure = await client.event('StopFailure');
  expect(failure).toMatchObject({ why: 'usage-limit', last_assistant_message: 'slow down' });
  expect(Date.parse(String(failure.until))).toBeGreaterThanOrEqual(before + 60_000);
});

test('a tool may run with nobody asked', async () => {
  const client = await open({ use: 'npm test' }, { reply: 'passed' });
  expect(await answer(client, 'go')).toBe('passed');
  expect(await client.event('PostToolUse')).toMatchObject({ tool_input: { command: 'npm test' } });
  expect(client.screen()).toContain('Bash: npm test');
});

test('a failure is told with its error and the next turn works', async () => {
  const client = await rig.open({ rules: [{ times: 1, do: [{ fail: 'API Error: 400' }] }] });
  submit(client, 'x');
  const failure = await client.event('StopFailure');
  expect(failure).toMatchObject({ error: 'scripted failure', last_assistant_message: 'API Error: 400' });
  await client.status('idle');
  expect(await answer(client, 'y')).toBe('echo: y');
});

test('a permission that is given lets the turn go on', async () => {
  const client = await open({ ask: 'npm publish' }, { reply: 'published' });
  submit(client, 'release');
  const asked = await client.event('PermissionRequest');
  expect(asked).toMatchObject({ tool_name: 'Bash', tool_input: { command: 'npm publish' } });
  await client.shows('Bash: npm publish');
  await client.status('waiting');
  client.press('y');
  expect((await client.event('Stop')).last_assistant_message).toBe('published');
  expect(client.names().slice(2)).toEqual(['PermissionRequest', 'PostToolUse', 'Stop']);
});

test('a permission that is refused ends the turn, and the reply says so', async () => {
  const client = await open({ ask: 'npm publish' }, { reply: 'published' });
  submit(client, 'release');
  await client.event('PermissionRequest');
  client.press('n');
  expect((await client.event('Stop')).last_assistant_message).toBe('Rejected: npm publish');
  expect(client.names()).not.toContain('PostToolUse');
});

test('a permission dialog swallows all keys but its own, and a paste does not answer it', async () => {
  const opened = rig.path('opened');
  const client = await rig.open({
    env: { EDITOR: rig.script(`: >'${opened}'`) },
    rules: [{ do: [{ ask: 'rm' }, { reply: 'done' }] }],
  });
  submit(client, 'go');
  await client.event('PermissionRequest');
  client.press('C-g', 'x', 'C-d', 'C-c', 'C-c');
  client.type('\u001b[200~yes\u001b[201~');
  client.press('n');
  expect((await client.event('Stop')).last_assistant_message).toBe('Rejected: rm');
  expect(readable(opened)).toBeUndefined();
});

test('Esc in a permission dialog interrupts the turn', async () => {
  const client = await open({ ask: 'rm' }, { reply: 'done' });
  submit(client, 'go');
  await client.event('PermissionRequest');
  await client.status('waiting');
  client.press('Escape');
  await client.status('idle');
  expect(client.names().at(-1)).toBe('PermissionRequest');
});

test('a background task is told as pending and its end brings a second stop', async () => {
  const go = rig.path('go');
  const client = await open(
    { reply: 'started' },
    { background: 'npm test', hold: go, reply: 'tests passed' },
  );
  submit(client, 'test it');
  const [first] = [await client.event('Stop')];
  expect(first.last_assistant_message).toBe('started');
  expect(first.background_tasks).toMatchObject([{ description: 'npm test' }]);
  await client.status('idle');
  writeFileSync(go, '');
  expect(await client.event('Stop', 2)).toMatchObject({
    last_assistant_message: 'tests passed',
    background_tasks: [],
  });
});
