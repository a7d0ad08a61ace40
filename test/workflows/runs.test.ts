import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearRuns } from '../../src/workflows/clear-runs.ts';
import { findRun } from '../../src/workflows/runs.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cgr-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const OLD = Date.now() - 40 * 24 * 3_600_000;

function writeRun(id: string, ...more: object[]): void {
  const folder = join(home, 'workflows', id);
  mkdirSync(folder, { recursive: true });
  const begun = {
    at: OLD,
    kind: 'begun',
    workflow: 'w',
    file: 'w.yaml',
    input: '',
    origin: { pane: null, tmux: null },
  };
  writeFileSync(
    join(folder, 'journal.jsonl'),
    [begun, ...more].map((event) => `${JSON.stringify(event)}\n`).join(''),
  );
}

it('a run is found by how its id begins, and several are named', () => {
  writeRun('aaa111');
  writeRun('aab222');
  expect(findRun(home, 'aaa')).toMatchObject({ id: 'aaa111', status: 'stopped' });
  expect(() => findRun(home, 'aa')).toThrow("'aa' begins the ids of 2 runs.");
  expect(() => findRun(home, 'b')).toThrow("There is no run 'b'.");
});

it('what a killed process left of a run is taken for none', () => {
  mkdirSync(join(home, 'workflows', 'aaa111'), { recursive: true });
  expect(() => findRun(home, 'aaa111')).toThrow("There is no run 'aaa111'.");
});

it('old runs that ended are cleared away; the newest, and those that have not ended, stay', () => {
  for (let n = 0; n < 102; n += 1)
    writeRun(`run${String(n).padStart(3, '0')}`, { at: OLD, kind: 'ended', outcome: 'done' });
  writeRun('aaa111');
  writeRun('aaa112', { at: Date.now(), kind: 'ended', outcome: 'done' });
  expect(clearRuns(home, 30)).toBe(2);
  const left = readdirSync(join(home, 'workflows'));
  expect(left).toHaveLength(102);
  expect(left).toEqual(expect.arrayContaining(['aaa111', 'aaa112', 'run002', 'run101']));
});
