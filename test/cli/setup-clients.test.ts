import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_CLAUDE } from './fake-claude.ts';
import { Place, repository } from './run-ctrlg.ts';

const HOOK = join(repository, 'bin/ctrlg-hook');

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const at = (...path: string[]) => join(place.home, ...path);
const read = (...path: string[]) => readFileSync(at(...path), 'utf8');
function write(text: string, ...path: string[]): void {
  mkdirSync(dirname(at(...path)), { recursive: true });
  writeFileSync(at(...path), text);
}
/** Programs in a PATH of the test's own, as shell scripts. */
function install(...programs: string[]): Record<string, string> {
  for (const program of programs) {
    write(program === 'claude' ? FAKE_CLAUDE : '#!/bin/sh\nexit 9\n', 'bin', program);
    chmodSync(at('bin', program), 0o755);
  }
  return { PATH: `${at('bin')}:${place.env.PATH}`, SHELL: '/bin/bash' };
}
const nanoLink = () => at('.config/ctrlg/like-nano/ctrlg-hook');
const everything = () => readdirSync(place.home, { recursive: true, encoding: 'utf8' }).sort();

describe('ctrlg setup', () => {
  it('sets up the clients that are installed, and no other', async () => {
    const env = install('codex', 'gemini');
    const { json, code } = await place.run(['setup', '--json'], { env });
    expect(code).toBe(0);
    expect(json.clients.map(({ client }: { client: string }) => client)).toEqual(['codex', 'gemini']);
    expect(existsSync(at('.claude'))).toBe(false);
    expect(existsSync(at('.config/opencode'))).toBe(false);
  });

  it('sets up the ones that are named, installed or not', async () => {
    const { json } = await place.run(['setup', 'opencode', 'codex', '--json']);
    expect(json.clients.map(({ client }: { client: string }) => client)).toEqual(['codex', 'opencode']);
  });

  it('says which clients it knows', async () => {
    const { code, err } = await place.run(['setup', 'cursor']);
    expect(code).toBe(2);
    expect(err).toContain(
      "'cursor' is no client that ctrlg can set up. Known: claude, codex, gemini, opencode.",
    );
  });

  it('goes on to the next client when the settings of one are not right, and says which', async () => {
    write('{"keybinds": ', '.config/opencode/tui.json');
    const { code, out } = await place.run(['setup', 'codex', 'opencode']);
    expect(code).toBe(1);
    expect(out).toMatch(/opencode: .*tui\.json:1:\d+: not valid/);
    expect(read('.codex/.env')).toContain(HOOK);
  });

  it('shows with --print what it would do and does nothing', async () => {
    const { out } = await place.run(['setup', 'codex', 'gemini', 'opencode', '--print'], { env: install() });
    expect(out).toContain(`+ VISUAL='${HOOK}'`);
    expect(out).toContain('keybinds.editor_open → ctrl+g,<leader>e');
    expect(out).toContain(`+ function gemini { VISUAL='${nanoLink()}'`);
    expect(existsSync(at('.codex'))).toBe(false);
    expect(existsSync(at('.config'))).toBe(false);
  });

  it('remembers the person’s own editor once for all', async () => {
    write('VISUAL=hx\n', '.codex/.env');
    await place.run(['setup', 'codex', 'opencode'], { env: { EDITOR: 'nano' } });
    expect(JSON.parse(read('.config/ctrlg/setup.json')).editor).toBe('hx');
  });
});

const CODEX_BEFORE: [string, string | undefined][] = [
  ['no file', undefined],
  ['an empty file', ''],
  ['variables', 'OPENAI_API_KEY=x\nVISUAL=vim\n'],
  ['no line end at the end', 'A=1'],
  ['Windows line ends', 'A=1\r\nB=2\r\n'],
];

describe('Codex', () => {
  it('is given its variables in its own .env, and they are read again as it does', async () => {
    write('VISUAL="vim"\nexport EDITOR=vi # mine\n', '.codex/.env');
    const { out, code } = await place.run(['setup', 'codex']);
    expect(code).toBe(0);
    expect(out).toContain(`Read again as it does: ${at('.codex/.env')}: ${HOOK}`);
    expect(read('.codex/.env').startsWith('VISUAL="vim"\nexport EDITOR=vi # mine\n')).toBe(true);
  });

  it('keeps its folder where CODEX_HOME says', async () => {
    await place.run(['setup', 'codex'], { env: { CODEX_HOME: at('elsewhere') } });
    expect(read('elsewhere/.env')).toContain(HOOK);
  });

  it('says so when a line below wins', async () => {
    await place.run(['setup', 'codex']);
    writeFileSync(at('.codex/.env'), `${read('.codex/.env')}VISUAL=vim\n`);
    const { code, out } = await place.run(['setup', 'codex']);
    expect(code).toBe(1);
    expect(out).toContain('NOT in force');
    expect(out).toContain('the editor is vim');
  });

  it.each(CODEX_BEFORE)('--undo brings back every byte: %s', async (_, before) => {
    if (before !== undefined) write(before, '.codex/.env');
    await place.run(['setup', 'codex']);
    await place.run(['setup', '--undo']);
    expect(existsSync(at('.codex/.env')) ? read('.codex/.env') : undefined).toBe(before);
  });

  it('--undo keeps what was added in the meantime, and the file’s mode', async () => {
    write('A=1\n', '.codex/.env');
    chmodSync(at('.codex/.env'), 0o600);
    await place.run(['setup', 'codex']);
    writeFileSync(at('.codex/.env'), `${read('.codex/.env')}B=2\n`);
    await place.run(['setup', 'codex']);
    await place.run(['setup', '--undo', 'codex']);
    expect(read('.codex/.env')).toBe('A=1\nB=2\n');
    expect(statSync(at('.codex/.env')).mode & 0o777).toBe(0o600);
  });
});

const TUI = '.config/opencode/tui.json';
const OPENCODE_BEFORE: [string, string | undefined][] = [
  ['no file', undefined],
  ['an empty object', '{}\n'],
  ['comments', '// mine\n{\n  "theme": "x", // dark\n}\n'],
  [
    'keys of its own',
    '{\n\t"keybinds": {\n\t\t"editor_open": "f4",\n\t\t"messages_first": "ctrl+g"\n\t}\n}\n',
  ],
  ['a plugin of its own', '{"plugin": ["a"]}'],
];

describe('opencode', () => {
  it('opens ctrlg by Ctrl-G and by its own key, through a plugin that sets its variables', async () => {
    write('{"theme": "x", "keybinds": {"editor_open": "f4"}}', TUI);
    const { code, out } = await place.run(['setup', 'opencode']);
    expect(code).toBe(0);
    const plugin = at('.config/ctrlg/opencode-editor.js');
    expect(JSON.parse(read(TUI))).toEqual({
      theme: 'x',
      keybinds: { editor_open: 'ctrl+g,f4', messages_first: 'home' },
      plugin: [plugin],
    });
    expect(readFileSync(plugin, 'utf8')).toContain(`const hook = "${HOOK}"`);
    expect(out).toContain(`${HOOK}, by ctrl+g and f4`);
  });

  it('goes into the tui.jsonc that is there', async () => {
    write('{ /* mine */ }', '.config/opencode/tui.jsonc');
    await place.run(['setup', 'opencode']);
    expect(read('.config/opencode/tui.jsonc')).toContain('/* mine */');
    expect(existsSync(at(TUI))).toBe(false);
  });

  it('waits until opencode has moved its old settings, which our file would keep it from', async () => {
    write('{"keybinds": {"leader": "ctrl+a"}}', '.config/opencode/opencode.json');
    const { code, err } = await place.run(['setup', 'opencode']);
    expect(code).toBe(1);
    expect(err).toContain('Start opencode once, then: ctrlg setup opencode');
    expect(existsSync(at(TUI))).toBe(false);
  });

  it.each(OPENCODE_BEFORE)('--undo brings back every byte: %s', async (_, before) => {
    if (before !== undefined) write(before, TUI);
    await place.run(['setup', 'opencode']);
    await place.run(['setup', '--undo']);
    expect(existsSync(at(TUI)) ? read(TUI) : undefined).toBe(before);
    expect(existsSync(at('.config/ctrlg/opencode-editor.js'))).toBe(false);
  });

  it('--undo keeps what was changed in the meantime', async () => {
    write('{"keybinds": {"messages_first": "ctrl+g"}, "plugin": ["a"]}', TUI);
    await place.run(['setup', 'opencode']);
    const now = JSON.parse(read(TUI));
    write(JSON.stringify({ ...now, theme: 'y', keybinds: { ...now.keybinds, editor_open: 'f5' } }), TUI);
    await place.run(['setup', '--undo']);
    expect(JSON.parse(read(TUI))).toEqual({
      keybinds: { messages_first: 'ctrl+g', editor_open: 'f5' },
      plugin: ['a'],
      theme: 'y',
    });
  });
});

const SETTINGS = '.gemini/settings.json';

describe('Gemini CLI', () => {
  it('is started by a function of the shell with an editor beside which it reads no keys', async () => {
    const env = install('gemini');
    write('alias gemini="gemini --debug"\nPS1=x\n', '.bashrc');
    const { code, out } = await place.run(['setup'], { env });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Read again as it does') });
    expect(out).toContain(`${nanoLink()}, from a fresh shell`);
    expect(existsSync(nanoLink())).toBe(true);
  });

  it.each([
    ['/bin/bash', '.bashrc'],
    ['/usr/bin/zsh', '.zshrc'],
    ['/usr/bin/fish', '.config/fish/config.fish'],
  ])('in the profile of %s', async (shell, file) => {
    await place.run(['setup', 'gemini'], { env: { SHELL: shell } });
    expect(read(file)).toContain(nanoLink());
    await place.run(['setup', '--undo'], { env: { SHELL: '/bin/bash' } });
    expect(existsSync(at(file))).toBe(false);
  });

  it('is told how by hand where the shell is another one', async () => {
    const { code, err } = await place.run(['setup', 'gemini'], { env: { SHELL: '/bin/csh' } });
    expect(code).toBe(1);
    expect(err).toContain(`VISUAL='${nanoLink()}' gemini`);
  });

  it('loses its preferred editor, which would win, and gets it back', async () => {
    const before = '{\n  // mine\n  "general": { "preferredEditor": "vim" },\n  "ui": {}\n}\n';
    write(before, SETTINGS);
    const env = install('gemini');
    await place.run(['setup'], { env });
    expect(read(SETTINGS)).not.toContain('preferredEditor');
    expect(JSON.parse(read('.config/ctrlg/setup.json')).editor).toBe('vim');
    await place.run(['setup', '--undo'], { env });
    expect(read(SETTINGS)).toBe(before);
  });

  it('is not said to be set up where its profile does not reach it', async () => {
    const env = install('gemini');
    await place.run(['setup'], { env });
    writeFileSync(at('.bashrc'), `${read('.bashrc')}unset -f gemini\n`);
    const { json } = await place.run(['doctor', '--json'], { env });
    const found = json.checks.find(({ what }: { what: string }) => what === 'editor in Gemini CLI');
    expect(found).toMatchObject({ kind: 'fault', mend: 'Set it up: ctrlg setup gemini' });
  });
});

it('twice is the same as once, for all of them', async () => {
  const env = install('claude', 'codex', 'gemini', 'opencode');
  await place.run(['setup'], { env });
  const once = everything().map((name) => [name, statSync(at(name)).isFile() ? read(name) : '']);
  const { out } = await place.run(['setup'], { env });
  expect(out.match(/nothing to do/g)).toHaveLength(4);
  expect(everything().map((name) => [name, statSync(at(name)).isFile() ? read(name) : ''])).toEqual(once);
});

it('--undo leaves nothing of set-up behind but backups', async () => {
  const env = install('claude', 'codex', 'gemini', 'opencode');
  const before = everything();
  await place.run(['setup'], { env });
  const { code } = await place.run(['setup', '--undo'], { env });
  expect(code).toBe(0);
  // Claude Code's own file holds more than its servers.
  const isOurs = (name: string) => !name.includes('ctrlg-backup') && name !== '.claude.json';
  const files = everything().filter((name) => statSync(at(name)).isFile() && isOurs(name));
  expect(files).toEqual(before.filter((name) => statSync(at(name)).isFile()));
});

it('doctor says of each client that is installed which editor it starts', async () => {
  const env = install('codex', 'gemini', 'opencode');
  place.configure({ agents: { planning: { client: 'scripted' } } });
  const kinds = async () => {
    const { json } = await place.run(['doctor', '--json'], { env });
    const editors = json.checks.filter(({ what }: { what: string }) => /^editor in (Co|Ge|op)/.test(what));
    return editors.map(({ what, kind }: { what: string; kind: string }) => `${what}: ${kind}`);
  };
  expect(await kinds()).toEqual([
    'editor in Codex: note',
    'editor in Gemini CLI: note',
    'editor in opencode: note',
  ]);
  await place.run(['setup'], { env });
  expect(await kinds()).toEqual([
    'editor in Codex: ok',
    'editor in Gemini CLI: ok',
    'editor in opencode: ok',
  ]);
});
