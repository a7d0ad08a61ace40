import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/system/errors.ts';
import {
  assertPrivate,
  closeToOthers,
  listIfThere,
  makePrivateFolder,
  readIfThere,
  removeIfThere,
  renameIfThere,
} from '../../src/system/files.ts';
import { replaceFile } from '../../src/system/replace-file.ts';
import { canMount, onTinyDisk } from './tiny-disk.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-files-'));
  file = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what may be missing', () => {
  it('is read as undefined, listed as nothing, renamed as false, removed in silence', () => {
    writeFileSync(file, '');
    for (const gone of [join(folder, 'gone'), join(folder, 'gone/deeper'), join(file, 'below a file')]) {
      expect(readIfThere(gone)).toBeUndefined();
      expect(listIfThere(gone)).toEqual([]);
      expect(renameIfThere(gone, join(folder, 'new'))).toBe(false);
      expect(() => removeIfThere(join(folder, 'gone'))).not.toThrow();
    }
  });

  it('is told from what is there and empty', () => {
    writeFileSync(file, '');
    expect(readIfThere(file)).toBe('');
    expect(renameIfThere(file, join(folder, 'new'))).toBe(true);
    expect(listIfThere(folder)).toEqual(['new']);
  });

  it('is told from what cannot be read', () => {
    expect(() => readIfThere(folder)).toThrow(/EISDIR/);
    symlinkSync(file, file);
    expect(() => readIfThere(file)).toThrow(/ELOOP/);
    expect(() => renameIfThere(folder, join(folder, 'into itself'))).toThrow(/EINVAL/);
  });

  it('is removed with everything in it', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    removeIfThere(join(folder, 'a'));
    expect(listIfThere(folder)).toEqual([]);
  });
});

describe('a file that is replaced', () => {
  it.each([
    ['text', 'é漢👩‍👩‍👧‍👦', Buffer.from('é漢👩‍👩‍👧‍👦')],
    ['nothing', '', Buffer.alloc(0)],
    ['bytes', Uint8Array.from([0, 255, 10, 13, 128]), Buffer.from([0, 255, 10, 13, 128])],
    ['a megabyte', 'x'.repeat(1_048_576), Buffer.from('x'.repeat(1_048_576))],
  ])('holds exactly %s, for its owner only', (_, content, bytes) => {
    replaceFile(file, 'old');
    replaceFile(file, content);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('keeps the mode that it had', () => {
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    replaceFile(file, 'new');
    expect(statSync(file).mode & 0o777).toBe(0o664);
  });

  it('is made where it is missing', () => {
    replaceFile(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('is another file for those who have the old one open', () => {
    replaceFile(file, 'old');
    const { ino } = statSync(file);
    replaceFile(file, 'new');
    expect(statSync(file).ino).not.toBe(ino);
  });

  it('may stand behind a link, which stays', () => {
    symlinkSync(file, join(folder, 'link'));
    writeFileSync(file, 'old');
    replaceFile(join(folder, 'link'), 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(join(folder, 'link')).ino).toBe(statSync(file).ino);
  });

  it('leaves nothing behind when it cannot be replaced', () => {
    mkdirSync(file);
    expect(() => replaceFile(file, 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it.skipIf(!canMount)('stays whole on a full disk', () => {
    onTinyDisk((disk) => {
      const place = join(disk.folder, 'file');
      replaceFile(place, 'old and whole');
      disk.fill();
      expect(() => replaceFile(place, 'x'.repeat(8_192))).toThrow(
        new UserError(`The disk is full: ${place} was not written.`, 'Free some space and try again.'),
      );
      expect(readFileSync(place, 'utf8')).toBe('old and whole');
      expect(readdirSync(disk.folder).sort()).toEqual(['file', 'filler']);
    });
  });
});

describe('a private folder', () => {
  const privacy = (path: string) => {
    try {
      assertPrivate(path);
      return 'private';
    } catch (error) {
      return error instanceof UserError ? `${error.message} ${error.mend}` : error;
    }
  };

  it('is made with all above it that is missing', () => {
    const made = makePrivateFolder(folder, 'a', 'b');
    expect(made).toBe(join(folder, 'a/b'));
    expect(privacy(made)).toBe('private');
    expect(makePrivateFolder(folder, 'a', 'b')).toBe(made);
  });

  it('is not private when others may enter it, and the mend works', () => {
    chmodSync(folder, 0o750);
    expect(privacy(folder)).toContain(`(mode 750). Close it with: chmod 700 '${folder}'`);
    closeToOthers(folder);
    expect(privacy(folder)).toBe('private');
  });

  it('is not private when it is a link or a file', () => {
    symlinkSync(folder, join(folder, 'link'));
    writeFileSync(file, '');
    for (const name of ['link', 'file']) expect(privacy(join(folder, name))).toContain('is not a folder.');
  });
});
