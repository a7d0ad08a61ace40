import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

/** An editor that puts `text` in the place of what it was given, and keeps that in a file. */
function replacingWith(text: string) {
  const [given, next] = [rig.path('given'), rig.path('next')];
  writeFileSync(next, text);
  return {
    given,
    editor: rig.script(`for file; do :; done\ncp "$file" '${given}' && cat '${next}' >"$file"`),
  };
}

const exists = (file: string) => () => statSync(file, { throwIfNoEntry: false }) !== undefined;
const contentOf = (file: string) => () => exists(file)() && readFileSync(file, 'utf8');

const SPECIAL = '!`$HOME` "quoted" \'single\' # \\n %s\n\n\tö 漢字 🙂 \u001b[31m end';

test('the editor gets the draft byte for byte and its text is submitted byte for byte', async () => {
  const { given, editor } = replacingWith(SPECIAL);
  const client = await rig.open({ env: { EDITOR: editor } });
  client.type('draft "ö"');
  client.press('C-j');
  client.type('$two');
  client.press('C-g');
  await client.until('the editor', exists(given));
  client.press('Enter');
  expect((await client.event('UserPromptSubmit')).prompt).toBe(SPECIAL);
  expect(readFileSync(given, 'utf8')).toBe('draft "ö"\n$two');
  expect((await client.event('Stop')).last_assistant_message).toBe(`echo: ${SPECIAL}`);
});

test('256 KB pass whole', async () => {
  const text = `${'0123456789 äöü 漢字\n'.repeat(10_700)}the end`;
  expect(Buffer.byteLength(text)).toBeGreaterThan(256 * 1024);
  const { given, editor } = replacingWith(text);
  const client = await rig.open({ env: { EDITOR: editor } });
  client.press('C-g');
  await client.until('the editor', exists(given));
  client.press('C-g');
  await client.until('the text given back to the editor', () => contentOf(given)() === text);
  client.press('Enter');
  expect((await client.event('UserPromptSubmit')).prompt).toBe(text);
  expect((await client.event('Stop')).last_assistant_message).toBe(`echo: ${text}`);
});

test('its text stands in the box unsubmitted', async () => {
  const client = await rig.open({ env: { EDITOR: replacingWith('from the editor').editor } });
  client.press('C-g');
  await client.shows('> from the editor');
  client.type('!');
  await client.shows('> from the editor!');
  expect(client.names()).toEqual(['SessionStart']);
});

test('an editor that fails changes nothing', async () => {
  const { given, editor } = replacingWith('dropped');
  const client = await rig.open({ env: { EDITOR: rig.script(`'${editor}' "$@"; exit 3`) } });
  client.type('kept');
  client.press('C-g');
  await client.until('the editor', exists(given));
  client.press('Enter');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('kept');
});

test('VISUAL goes before EDITOR and may hold what only a shell understands', async () => {
  const { given, editor } = replacingWith('x');
  const client = await rig.open({ env: { VISUAL: `A="b c" && '${editor}' "$A"`, EDITOR: 'false' } });
  client.type('draft');
  client.press('C-g');
  expect(await client.until('the editor', contentOf(given))).toBe('draft');
});

test('an editor that is missing is named', async () => {
  const client = await rig.open({ env: { EDITOR: 'no-such-editor --wait' } });
  client.type('kept');
  client.press('C-g');
  await client.shows("The editor 'no-such-editor --wait' cannot be started.");
  await client.shows('> kept');
});

test('the file is private while it is there and is removed afterwards', async () => {
  const [told, go] = [rig.path('told'), rig.path('go')];
  const client = await rig.open({
    env: { EDITOR: rig.script(`printf %s "$1" >'${told}'; while [ ! -e '${go}' ]; do :; done`) },
  });
  client.press('C-g');
  const file = await client.until('the editor', contentOf(told));
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(file).toMatch(/\/prompt-[0-9a-f-]{36}\.md$/);
  expect([modeOf(file), modeOf(dirname(file))]).toEqual(['600', '700']);
  writeFileSync(go, '');
  await client.until('its removal', () => !exists(file)());
});

test("the terminal is the editor's: ordinary mode, stdin and stderr a terminal, stdout none", async () => {
  const told = rig.path('told');
  const look = 'for fd in 0 1 2; do test -t $fd && tty=$tty$fd; done; mode=$(stty -a)';
  const client = await rig.open({
    env: {
      EDITOR: rig.script(`${look}; echo "terminals $tty $mode" >'${told}.new'; mv '${told}.new' '${told}'`),
    },
  });
  client.press('C-g');
  const words = (await client.until('the editor', contentOf(told))).split(/\s+/);
  expect(words).toEqual(expect.arrayContaining(['terminals', '02', 'isig', 'icanon', 'echo', 'icrnl']));
});

test('not one key typed for the editor is taken from it, and none is lost after it', async () => {
  const client = await rig.open({ env: { EDITOR: keyReader() } });
  for (let round = 0; round < 20; round++) {
    const keys = rig.path('keys');
    writeFileSync(join(rig.folder, 'keys-to'), keys);
    client.press('C-g');
    await client.until('the editor', exists(`${keys}.open`));
    for (const letter of 'abcdefgh') client.type(letter);
    client.type('.after');
    expect(await client.until('the keys', contentOf(keys))).toBe('abcdefgh.');
    await client.shows(`> ${'after'.repeat(round + 1).slice(-60)}`);
  }
});

/** Reads single keys from /dev/tty up to a dot. */
function keyReader(): string {
  return rig.script(`keys=$(cat '${rig.folder}/keys-to')
    saved=$(stty -g </dev/tty); stty -icanon -echo min 1 </dev/tty; : >"$keys.open"
    all=; while [ "\${all%.}" = "$all" ]; do all=$all$(dd bs=1 count=1 2>/dev/null </dev/tty); done
    printf %s "$all" >"$keys.new"; mv "$keys.new" "$keys"; stty "$saved" </dev/tty`);
}

test('Enter that is pressed before the editor has ended submits its text', async () => {
  const [placed, go] = [rig.path('placed'), rig.path('go')];
  const editor = rig.script(`printf placed >"$1"; : >'${placed}'; while [ ! -e '${go}' ]; do :; done`);
  const client = await rig.open({ env: { EDITOR: editor } });
  client.press('C-g');
  await client.until('the editor', exists(placed));
  client.press('Enter');
  writeFileSync(go, '');
  expect((await client.event('UserPromptSubmit')).prompt).toBe('placed');
});

test('the editor opens during a turn, and what it leaves is a draft', async () => {
  const { given, editor } = replacingWith('for later');
  const client = await rig.open({ env: { EDITOR: editor }, rules: [{ do: [{ hang: true }] }] });
  client.type('go');
  client.press('Enter');
  await client.status('busy');
  client.press('C-g');
  await client.until('the editor', exists(given));
  await client.shows('> for later');
  client.press('Enter');
  client.type('!');
  await client.shows('> for later!');
  expect(client.names()).toEqual(['SessionStart', 'UserPromptSubmit']);
});

test('an open dialog swallows the editor key and every other one', async () => {
  const { given, editor } = replacingWith('never');
  const client = await rig.open({ env: { EDITOR: editor } });
  client.type('/help');
  client.press('Enter');
  await client.shows('closes this');
  client.press('C-g', 'x', 'Enter', 'C-c', 'C-c', 'C-d');
  client.press('q');
  client.type('still here');
  await client.shows('> still here');
  expect(exists(given)()).toBe(false);
  expect(client.names()).toEqual(['SessionStart']);
});

test('Ctrl-C in an editor that does not guard itself ends the client as well', async () => {
  const open = rig.path('open');
  const client = await rig.open({ env: { EDITOR: rig.script(`: >'${open}'; cat </dev/tty`) } });
  client.press('C-g');
  await client.until('the editor', exists(open));
  client.press('C-c');
  expect(await client.exit()).toBe(0);
  await client.event('SessionEnd');
});
