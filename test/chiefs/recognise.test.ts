import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editorOf } from '../../src/chiefs/chief.ts';
import { CHIEFS } from '../../src/chiefs/chiefs.ts';
import { claudeChief } from '../../src/chiefs/claude.ts';
import { codexChief } from '../../src/chiefs/codex.ts';
import { geminiChief } from '../../src/chiefs/gemini.ts';
import { opencodeChief } from '../../src/chiefs/opencode.ts';
import { chiefOfFile, recogniseChief } from '../../src/chiefs/recognise.ts';

describe('a chief’s client is known by where its prompt file lies', () => {
  it.each([
    ['claude', '/tmp/claude-0/claude-prompt-0b1e4c2a-7a51-4b52-9a4d-8f3f6f9f6f11.md'],
    ['codex', '/home/kim/my project/.codex/editor/.tmp0ZKMCN.md'],
    ['gemini', '/tmp/gemini-edit-mS5BnY/buffer.txt'],
    ['opencode', '/tmp/1795270042266.md'],
  ])('%s: %s', (client, file) => {
    expect(chiefOfFile(file)?.client).toBe(client);
  });

  it.each([
    '/tmp/prompt.md',
    '/home/kim/.codex/editor/notes.md',
    '/tmp/gemini-edit-mS5BnY/other.txt',
    '/tmp/2026.md',
    '/tmp/claude-prompt-.md',
  ])('and nobody is guessed: %s', (file) => {
    expect(chiefOfFile(file)).toBeUndefined();
  });
});

it('a file somewhere new leaves it to the processes above', () => {
  // This test's own are none of a client.
  expect(recogniseChief('/tmp/prompt.md', process.pid)).toBeUndefined();
  expect(recogniseChief('/tmp/1795270042266.md', process.pid)?.client).toBe('opencode');
});

it('a client in a folder with a blank in its name is known, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cg with blanks '));
  symlinkSync('/bin/sleep', join(folder, 'codex'));
  const client = spawn(join(folder, 'codex'), ['600']);
  try {
    expect(recogniseChief('/tmp/prompt.md', client.pid)?.client).toBe('codex');
  } finally {
    client.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ['claude', 'claude --continue'],
  ['claude', '/usr/lib/node_modules/@anthropic-ai/claude-code/bin/claude.exe --permission-mode default'],
  ['codex', 'codex'],
  ['codex', '/opt/codex/vendor/x86_64-unknown-linux-musl/bin/codex --no-daemon'],
  ['codex', 'node /usr/bin/codex resume'],
  ['gemini', '/usr/bin/node --max-old-space-size=12052 /usr/local/bin/gemini'],
  ['opencode', '/usr/lib/node_modules/opencode-ai/bin/opencode.exe --port 4097'],
  [undefined, 'vim codex.md'],
  [undefined, 'node /usr/bin/vitest run test/chiefs/codex'],
  [undefined, '/bin/sh /home/kim/claude/bin/ctrlg-hook x.md'],
])('%s is the process of: %s', (client, commandLine) => {
  expect(CHIEFS.find((chief) => chief.process.test(commandLine))?.client).toBe(client);
});

describe('the editor that a chief starts', () => {
  it('is VISUAL before EDITOR', () => {
    for (const chief of CHIEFS) expect(editorOf(chief, { VISUAL: 'a', EDITOR: 'b' })).toBe('a');
    for (const chief of CHIEFS) expect(editorOf(chief, { EDITOR: 'b' })).toBe('b');
  });

  it('is none in Codex and Gemini CLI where VISUAL is empty', () => {
    const found = CHIEFS.map((chief) => [chief.client, editorOf(chief, { VISUAL: '', EDITOR: 'b' })]);
    expect(Object.fromEntries(found)).toEqual({ claude: 'b', codex: '', gemini: '', opencode: 'b' });
  });
});

it('only Gemini CLI reads keys beside an editor, unless its path holds the name of a terminal editor', () => {
  const reads = geminiChief.readsKeysBeside!;
  expect(reads('/usr/lib/node_modules/ctrlg/bin/ctrlg-hook')).toBe(true);
  expect(reads('/home/kim/.config/ctrlg/like-nano/ctrlg-hook')).toBe(false);
  expect(reads('/usr/bin/ctrlg-hook --vim')).toBe(true);
  expect([claudeChief, codexChief, opencodeChief].some((chief) => chief.readsKeysBeside)).toBe(false);
});
