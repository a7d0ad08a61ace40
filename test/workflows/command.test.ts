import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, stopCommand } from '../../src/workflows/command.ts';
import { until } from '../support/until.ts';

describe('a command of a step', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cgm-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

  const run = (argv: string[], signal = new AbortController().signal, timeoutMs?: number) =>
    runCommand({ folder: join(root, 'c'), argv, cwd: root, env: {}, beganAt: Date.now(), timeoutMs }, signal);
  const shell = (text: string) => ['sh', '-c', text];
  const log = () => readFileSync(join(root, 'log'), 'utf8');

  it('is begun once when two start it at the same moment, and both see its end', async () => {
    const work = shell('echo x >>log; sleep 0.2; echo out; echo err >&2; exit 4');
    const ends = await Promise.all([run(work), run(work), run(work)]);
    expect(log()).toBe('x\n');
    for (const end of ends)
      expect(end).toMatchObject({ outcome: 'failed', exitCode: 4, result: 'out\nerr\n' });
  });

  it('goes on when the wait for it is left, and can be stopped with all that it started', async () => {
    const leave = new AbortController();
    const left = run(shell('sleep 60 & echo $! >log; wait'), leave.signal);
    await until('the command', () => existsSync(join(root, 'log')) && log() !== '');
    leave.abort();
    expect(await left).toBeUndefined();
    expect(() => process.kill(Number(log()), 0)).not.toThrow();
    await stopCommand(join(root, 'c'));
    await until('its child to end', () => !isThere(Number(log())));
    expect(await run(shell('never'))).toMatchObject({
      outcome: 'failed',
      reason: 'it was killed before it ended',
    });
  });

  it('that cannot be started fails with the reason', async () => {
    expect(await run(['x'.repeat(200_000)])).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('E2BIG'),
    });
    rmSync(join(root, 'c'), { recursive: true });
    expect(await run(['no-such-program'])).toMatchObject({
      exitCode: 127,
      result: expect.stringContaining('not found'),
    });
  });

  it('whose folder cannot be made is the trouble of its engine, which stops', async () => {
    writeFileSync(join(root, 'c'), '');
    await expect(run(['true'])).rejects.toThrow('EEXIST');
  });

  it('gives the last megabyte of what it prints', async () => {
    const end = await run(shell('head -c 1500000 /dev/zero | tr "\\0" a; echo end'));
    expect(end?.result.length).toBe(1024 * 1024);
    expect(end?.result.endsWith('aaaend\n')).toBe(true);
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
