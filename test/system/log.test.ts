import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/system/log.ts';
import { canMount, onTinyDisk } from './tiny-disk.ts';

const MIB = 1024 * 1024;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-log-'));
  file = join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a log', () => {
  it('appends a dated line for each message, for its owner only', () => {
    const log = openLog(file);
    log('first');
    log('second\nin two lines');
    const time = '20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z';
    expect(readFileSync(file, 'utf8')).toMatch(
      new RegExp(`^${time} first\n${time} second\\\\nin two lines\n$`),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('begins anew past 2 MiB, and keeps the one before', () => {
    const log = openLog(file);
    writeFileSync(file, 'a'.repeat(2 * MIB));
    log('still in the old one');
    expect(existsSync(`${file}.old`)).toBe(false);
    log('in the new one');
    expect(readFileSync(file, 'utf8')).toMatch(/^\S+ in the new one\n$/);
    expect(readFileSync(`${file}.old`, 'utf8')).toMatch(/ still in the old one\n$/);
  });

  it('never takes more than some 4 MiB', () => {
    const log = openLog(file);
    for (let n = 0; n < 50; n += 1) log('x'.repeat(MIB / 4));
    expect(statSync(file).size + statSync(`${file}.old`).size).toBeLessThan(5 * MIB);
  });

  it('ends nobody when it cannot be written', () => {
    expect(() => openLog(join(folder, 'none/log'))('lost')).not.toThrow();
    expect(() => openLog(folder)('lost')).not.toThrow();
  });

  it.skipIf(!canMount)('ends nobody on a full disk', () => {
    onTinyDisk((disk) => {
      const log = openLog(join(disk.folder, 'log'));
      disk.fill();
      expect(() => log('x'.repeat(MIB))).not.toThrow();
    });
  });
});
