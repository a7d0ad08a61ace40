import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatusWriter } from '../../src/status/write.ts';
import { statusOf } from '../cli/run-ctrlg.ts';
import { canMount, onTinyDisk } from '../system/tiny-disk.ts';

let folder: string;
let file: string;
let reader: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-status-'));
  file = join(folder, 'status.json');
});
afterEach(() => {
  reader?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const onDisk = (path = file) => JSON.parse(readFileSync(path, 'utf8'));

describe('the status writer', () => {
  it('writes the whole status at once, for its owner only', () => {
    new StatusWriter(file, statusOf('planning'));
    expect(onDisk()).toMatchObject({ version: 1, agent_id: 'planning', status: 'idle' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['status.json']);
  });

  it('keeps what does not change, and dates what does', () => {
    const writer = new StatusWriter(file, statusOf('planning'));
    const before = writer.current.last_active;
    while (new Date().toISOString() === before);
    writer.update({ status: 'working', current_task: 't1' });
    expect(onDisk()).toMatchObject({ agent_id: 'planning', status: 'working', current_task: 't1' });
    expect(onDisk().last_active > before).toBe(true);
    expect(writer.current).toEqual(onDisk());
  });

  it('writes nothing when nothing changes', () => {
    const writer = new StatusWriter(file, { ...statusOf('planning'), queue: ['t1'] });
    rmSync(file);
    writer.update({});
    writer.update({ status: 'idle', queue: ['t1'] });
    expect(existsSync(file)).toBe(false);
    writer.update({ queue: [] });
    expect(onDisk().queue).toEqual([]);
  });

  it('never shows a part of a status to a reader in another process', async () => {
    const writer = new StatusWriter(file, statusAt(0));
    reader = spawn(process.execPath, [join(import.meta.dirname, 'tight-reader.mjs'), file, '500']);
    let printed = '';
    reader.stdout!.on('data', (text) => {
      printed += text;
    });
    await once(reader.stdout!, 'data');
    for (let n = 1; n <= 500; n += 1) writer.update(statusAt(n));
    await once(reader, 'close');
    const seen = JSON.parse(printed.replace('reading\n', ''));
    expect(seen).toMatchObject({ partial: 0, missing: 0, backwards: 0 });
    expect(seen.statuses).toBeGreaterThan(20);
  });

  it.skipIf(!canMount)('says so when there is no room for the first status', () => {
    onTinyDisk((disk) => {
      disk.fill();
      const place = join(disk.folder, 'status.json');
      const said = `The disk is full: ${place} was not written.`;
      expect(() => new StatusWriter(place, statusOf('planning'))).toThrow(said);
    });
  });

  it.skipIf(!canMount)('writes what a full disk kept it from, as soon as there is room', () => {
    onTinyDisk((disk) => {
      const place = join(disk.folder, 'status.json');
      const writer = new StatusWriter(place, statusOf('planning'));
      disk.fill();
      writer.update({ status: 'working' });
      expect(writer.current.status).toBe('working');
      expect(onDisk(place)).toMatchObject({ status: 'idle' });
      disk.free();
      writer.update({});
      expect(onDisk(place)).toMatchObject({ status: 'working' });
    });
  });
});

/** A long status, which no single read or write is sure to take whole. */
const statusAt = (n: number) => ({
  ...statusOf('planning'),
  context_summary: String(n),
  queue: Array.from({ length: 500 }, (_, at) => `task-${n}-${at}`),
});
