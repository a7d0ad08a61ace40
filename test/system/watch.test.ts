import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Changes } from '../../src/system/changes.ts';
import { listIfThere } from '../../src/system/files.ts';
import { type FolderWatch, watchFolders } from '../../src/system/watch.ts';

let root: string;
let watch: FolderWatch | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-watch-'));
});
afterEach(() => {
  watch?.close();
  rmSync(root, { recursive: true });
});

/** Watches folders below the root; resolves once a look has found this file there. */
async function untilSeen(file: string, folders: string[], make: () => void): Promise<boolean> {
  const changes = new Changes();
  watch = await watchFolders(
    folders.map((name) => join(root, name)),
    changes.poke,
  );
  const seen = changes.until(() => listIfThere(root).includes(file) || seenBelow(file), 5_000);
  make();
  return (await seen) ?? false;
}

const seenBelow = (file: string) => listIfThere(join(root, 'sub')).includes(file);

describe('a watch of folders', () => {
  it('with names that matter looks at those alone', async () => {
    const seen: string[][] = [];
    const changes = new Changes();
    const look = () => {
      seen.push(listIfThere(root).sort());
      changes.poke();
    };
    watch = await watchFolders([root], look, (name) => name === 'b');
    // Told of the first file by a second watch, the one under test has passed it by.
    let isTold = false;
    const all = await watchFolders([root], () => {
      isTold = listIfThere(root).includes('a');
      changes.poke();
    });
    writeFileSync(join(root, 'a'), '');
    await changes.until(() => isTold, 5_000);
    writeFileSync(join(root, 'b'), '');
    await changes.until(() => seen.length > 1, 5_000);
    all.close();
    expect(seen.slice(0, 2)).toEqual([[], ['a', 'b']]);
  });

  it('looks once when it stands: what came before it is not missed', async () => {
    writeFileSync(join(root, 'early'), '');
    let seen: string[] = [];
    watch = await watchFolders([root], () => {
      seen = listIfThere(root);
    });
    expect(seen).toEqual(['early']);
  });

  it('tells of a file that comes', async () => {
    expect(await untilSeen('new', ['.'], () => writeFileSync(join(root, 'new'), ''))).toBe(true);
  });

  it('tells of a file in each of several folders', async () => {
    mkdirSync(join(root, 'sub'));
    mkdirSync(join(root, 'other'));
    const make = () => writeFileSync(join(root, 'sub/new'), '');
    expect(await untilSeen('new', ['other', 'sub'], make)).toBe(true);
  });

  it('passes over a folder that is not there', async () => {
    mkdirSync(join(root, 'sub'));
    const make = () => writeFileSync(join(root, 'sub/new'), '');
    expect(await untilSeen('new', ['none', 'sub'], make)).toBe(true);
  });
});
