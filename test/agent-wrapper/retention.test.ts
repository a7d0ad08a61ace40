import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clearOnceADay, startRetention } from '../../src/agent-wrapper/retention.ts';
import { clearedFile, taskPlaces } from '../../src/project/places.ts';
import { taskRows } from '../../src/tasks/rows.ts';
import { markTaken } from '../../src/tasks/taken.ts';
import { asked, pastTask } from '../cli/past.ts';
import { until } from '../support/until.ts';
import { newStorePerTest } from '../tasks/store.ts';

const store = newStorePerTest();
let logged: string[];
beforeEach(() => {
  logged = [];
});
afterEach(() => void vi.useRealTimers());

const DAY = 24 * 60;
function ended(daysAgo: number): string {
  const id = pastTask(store.home, { minutesAgo: daysAgo * DAY });
  markTaken(store.home, id);
  return id;
}
/** A hundred are kept whatever their age. */
const hundredYoung = () => {
  for (let n = 0; n < 100; n += 1) ended(1);
};
const retained = () => ({
  project: { folder: store.home, name: 'p', home: store.home, session: 's' },
  records: store,
  log: (line: string) => void logged.push(line),
});
const ids = () => taskRows(store.database).map(({ id }) => id);
const stampedHoursAgo = (hours: number) => {
  const at = Date.now() / 1_000 - hours * 3_600;
  writeFileSync(clearedFile(store.home), '');
  utimesSync(clearedFile(store.home), at, at);
};

describe('a wrapper', () => {
  it('removes what ended longer ago than the config says, and tells its log', () => {
    hundredYoung();
    const [old, young] = [ended(8), ended(6)];
    const open = asked(store.home, {});
    writeFileSync(`${store.home}/ctrlg.config.json`, '{"agents": {"planning": {}}, "retentionDays": 7}');
    clearOnceADay(retained());
    expect(ids()).not.toContain(old);
    expect(ids()).toContain(young);
    expect([old, young, open].map((id) => existsSync(taskPlaces(store.home, id).folder))).toEqual([
      false,
      true,
      true,
    ]);
    expect(logged).toEqual(['retention: removed what ended more than 7 days ago, 1 in number']);
  });

  it('leaves it to whoever has done it within a day', () => {
    hundredYoung();
    const old = ended(40);
    stampedHoursAgo(23);
    clearOnceADay(retained());
    expect(ids()).toContain(old);
    stampedHoursAgo(25);
    clearOnceADay(retained());
    expect(ids()).not.toContain(old);
  });

  it('is not held off by a stamp of the future', () => {
    stampedHoursAgo(-1_000);
    clearOnceADay(retained());
    expect(statSync(clearedFile(store.home)).mtimeMs).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('removes nothing where the config cannot be read, and goes on', () => {
    hundredYoung();
    const old = ended(40);
    writeFileSync(`${store.home}/ctrlg.config.json`, '{"retentionDays": 1');
    clearOnceADay(retained());
    expect(ids()).toContain(old);
    expect(logged).toEqual([expect.stringContaining('retention: ')]);
  });

  it('removes many in portions, the oldest first', async () => {
    hundredYoung();
    const old = Array.from({ length: 120 }, (_, n) => ended(200 - n));
    clearOnceADay(retained());
    expect(
      ids()
        .filter((id) => old.includes(id))
        .toSorted(),
    ).toEqual(old.slice(100).toSorted());
    await until('the rest to be removed', () => ids().length === 100);
  });

  it('does it some seconds after its start, not at its start', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    startRetention(retained());
    expect(existsSync(clearedFile(store.home))).toBe(false);
    vi.advanceTimersByTime(5_000);
    expect(existsSync(clearedFile(store.home))).toBe(true);
  });
});
