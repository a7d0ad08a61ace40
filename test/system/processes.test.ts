import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { identify, isRunning, signalProcess } from '../../src/system/processes.ts';
import { until } from '../support/until.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that does nothing until it is killed. */
function idleProcess(program = '/bin/cat', args: string[] = []): ChildProcess & { pid: number } {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  return child as ChildProcess & { pid: number };
}

describe('a process’s identity', () => {
  it('stays the same while it runs', () => {
    const { pid } = idleProcess();
    const identity = identify(pid)!;
    expect(identity.pid).toBe(pid);
    expect(identify(pid)).toEqual(identity);
    expect(isRunning(identity)).toBe(true);
  });

  it('is no other process’s with the same pid', () => {
    const { pid } = idleProcess();
    expect(isRunning({ pid, started: '1' })).toBe(false);
    expect(isRunning({ pid, started: '' })).toBe(false);
  });

  it('tells two apart that were started one after the other', async () => {
    const first = identify(idleProcess().pid)!;
    // The clock of process starts ticks a hundred times a second.
    const later = await until(
      'a later start',
      () => {
        const identity = identify(idleProcess().pid);
        return identity && identity.started !== first.started ? identity : undefined;
      },
      { everyMs: 5 },
    );
    expect(Number(later.started)).toBeGreaterThan(Number(first.started));
  });

  it('is gone with the process', async () => {
    const child = idleProcess();
    const identity = identify(child.pid)!;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identify(child.pid)).toBeUndefined();
    expect(isRunning(identity)).toBe(false);
  });

  it('is none for a pid that cannot be', () => {
    expect(identify(2 ** 30)).toBeUndefined();
    expect(identify(-1)).toBeUndefined();
    expect(identify(Number.NaN)).toBeUndefined();
  });

  it('is none for a zombie', async () => {
    const parent = idleProcess('/bin/sh', ['-c', 'sleep 0 & echo $!; exec cat']);
    const [pid] = await once(parent.stdout!, 'data');
    await until('it to be a zombie', () => identify(Number(pid)) === undefined);
    process.kill(Number(pid), 0);
  });

  it('is right whatever the program is called', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cg-proc-'));
    const program = join(folder, 'a) S 1 (b');
    copyFileSync('/bin/cat', program);
    const { pid } = idleProcess(program);
    const plain = identify(idleProcess().pid)!;
    expect(Math.abs(Number(identify(pid)!.started) - Number(plain.started))).toBeLessThan(1_000);
    rmSync(folder, { recursive: true });
  });
});

describe('a signal', () => {
  it('reaches a process that runs', async () => {
    const child = idleProcess();
    expect(signalProcess(child.pid, 'SIGTERM')).toBe(true);
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('to one that is gone is no fault', () => {
    expect(signalProcess(2 ** 30, 'SIGTERM')).toBe(false);
  });
});
