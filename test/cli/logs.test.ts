import { spawn } from 'node:child_process';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { ctrlg, Place } from './run-ctrlg.ts';

describe('ctrlg logs', () => {
  let place: Place;
  let log: string;
  beforeEach(() => {
    place = new Place();
    place.configure({ agents: { planning: {} } });
    log = place.writeFile('agents/planning/log', '1\n2\n3\u001b[31m\n');
  });
  afterEach(() => place.remove());

  it('prints the log, with nothing in it that could do anything to a terminal', async () => {
    expect(await place.run(['logs', 'planning'])).toMatchObject({ code: 0, out: '1\n2\n3\n' });
  });

  it('prints the last lines only', async () => {
    expect((await place.run(['logs', 'planning', '-n', '2'])).out).toBe('2\n3\n');
  });

  it('goes back into the log before', async () => {
    place.writeFile('agents/planning/log.old', 'a\nb\n');
    expect((await place.run(['logs', 'planning', '-n', '4'])).out).toBe('b\n1\n2\n3\n');
  });

  it('follows the log, also into a new one', async () => {
    const child = spawn(ctrlg, ['logs', 'planning', '--follow', '-n', '1'], {
      cwd: place.project,
      env: place.env,
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await until('the last line', () => out === '3\n', { show: () => out });
    appendFileSync(log, '4\n');
    await until('the next line', () => out === '3\n4\n', { show: () => out });
    renameSync(log, `${log}.old`);
    writeFileSync(log, '5\n');
    await until('the line of the new log', () => out === '3\n4\n5\n', { show: () => out });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
