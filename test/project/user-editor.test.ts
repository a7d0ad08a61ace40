import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setupRecordFile, userEditor } from '../../src/project/user-editor.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-editor-'));
  vi.stubEnv('XDG_CONFIG_HOME', root);
  for (const name of ['CTRLG_USER_EDITOR', 'VISUAL', 'EDITOR']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function remember(record: string): void {
  mkdirSync(dirname(setupRecordFile()), { recursive: true });
  writeFileSync(setupRecordFile(), record);
}

describe('the person’s own editor', () => {
  it('is the config’s before all others', () => {
    vi.stubEnv('CTRLG_USER_EDITOR', 'given');
    expect(userEditor('"my editor" --wait')).toBe('"my editor" --wait');
  });

  it('is the one that was handed over, then the one from before set-up, then VISUAL, then EDITOR', () => {
    vi.stubEnv('EDITOR', 'editor');
    expect(userEditor()).toBe('editor');
    vi.stubEnv('VISUAL', 'visual');
    expect(userEditor()).toBe('visual');
    remember('{"editor": "remembered"}');
    expect(userEditor()).toBe('remembered');
    vi.stubEnv('CTRLG_USER_EDITOR', 'given');
    expect(userEditor('')).toBe('given');
  });

  it.each(['ctrlg-hook', '/opt/x y/bin/ctrlg-hook', "'/a b/ctrlg-hook' -w", 'ctrlg-deliver'])(
    'is never ours: %s',
    (ours) => {
      remember(JSON.stringify({ editor: ours }));
      for (const name of ['CTRLG_USER_EDITOR', 'VISUAL']) vi.stubEnv(name, ours);
      vi.stubEnv('EDITOR', 'nano');
      expect(userEditor()).toBe('nano');
    },
  );

  it.each(['', '{', 'null', '[]', '{"editor": null}', '{"editor": 5}'])(
    'is looked for elsewhere when the record of set-up says %j',
    (record) => {
      remember(record);
      vi.stubEnv('EDITOR', 'nano');
      expect(userEditor()).toBe('nano');
    },
  );

  it('may be none', () => {
    expect(userEditor()).toBe('');
  });
});
