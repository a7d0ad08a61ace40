import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStatus } from '../../src/status/read.ts';
import type { Status } from '../../src/status/status.ts';
import { identify } from '../../src/system/processes.ts';
import { statusOf } from '../cli/run-ctrlg.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-status-'));
  file = join(folder, 'status.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function stateAfter(content: string | Buffer | Partial<Status>) {
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(file, isRaw ? content : JSON.stringify({ ...statusOf('planning'), ...content }));
  return readStatus(file);
}

describe('an agent, as its status file tells', () => {
  it('is absent where there is no file, or no folder', () => {
    expect(readStatus(file)).toEqual({ kind: 'absent' });
    expect(readStatus(join(folder, 'none/status.json'))).toEqual({ kind: 'absent' });
  });

  it('is live while the wrapper that wrote it runs', () => {
    expect(stateAfter({ status: 'working' })).toMatchObject({ kind: 'live', status: { status: 'working' } });
  });

  it('is dead once its wrapper has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const { pid, started } = identify(child.pid!)!;
    expect(stateAfter({ pid, pid_started: started }).kind).toBe('live');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(stateAfter({ pid, pid_started: started })).toMatchObject({ kind: 'dead', status: { pid } });
  });

  it('is dead when its pid has become another process’s', () => {
    expect(stateAfter({ pid_started: '1' }).kind).toBe('dead');
    expect(stateAfter({ pid: 1 }).kind).toBe('dead');
  });

  it('is dead when it has stopped, though its wrapper has not quite ended', () => {
    expect(stateAfter({ status: 'stopped', stop_kind: 'down', stopped_because: 'asked' }).kind).toBe('dead');
  });

  it('may tell more than this version knows of', () => {
    expect(stateAfter({ mood: 'fine' } as Partial<Status>)).toMatchObject({
      kind: 'live',
      status: { mood: 'fine' },
    });
  });
});

describe('a status file that cannot be trusted', () => {
  const unreadable = { kind: 'unreadable', why: 'it is cut short or not a status file' };

  it('is unreadable wherever it was cut short', () => {
    const whole = JSON.stringify(statusOf('planning'), null, 2);
    for (let length = 0; length < whole.length; length += 10) {
      expect(stateAfter(whole.slice(0, length))).toEqual(unreadable);
    }
  });

  it('says so when a newer ctrlg wrote it', () => {
    const why = 'it is of version 2 and this ctrlg knows 1: update ctrlg';
    expect(stateAfter({ version: 2 } as never)).toEqual({ kind: 'unreadable', why });
  });

  it.each([
    ['text', 'not JSON at all'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['NUL bytes, as after a power cut', Buffer.alloc(300)],
  ])('is unreadable when it holds %s', (_, content) => {
    expect(stateAfter(content)).toEqual(unreadable);
  });

  it.each([
    ['a status that there is not', { status: 'sleeping' }],
    ['a pid as text', { pid: '12' }],
    ['a version as text', { version: '2' }],
    ['no queue', { queue: undefined }],
  ])('is unreadable when it has %s', (_, fields) => {
    expect(stateAfter(fields as never)).toEqual(unreadable);
  });
});
