import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hold, holderNow } from '../../src/system/hold.ts';

describe('a hold', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cgh-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const thing = () => ({ folder, name: 'engine' });

  it('is refused while a process that runs has it, and tells which', () => {
    expect(hold(thing()).kind).toBe('held');
    expect(hold(thing())).toMatchObject({ kind: 'taken', by: { pid: process.pid } });
    expect(holderNow(thing())?.pid).toBe(process.pid);
  });

  it('can be taken again once it was given back', () => {
    const first = hold(thing());
    if (first.kind === 'held') first.letGo();
    expect(holderNow(thing())).toBeUndefined();
    expect(hold(thing()).kind).toBe('held');
    expect(readdirSync(folder)).toEqual(['engine.2']);
  });

  it('is freed at once by the death of its holder, and not by another process with that pid', () => {
    const { pid } = spawnSync('true');
    writeFileSync(join(folder, 'engine.7'), JSON.stringify({ pid, started: '1', hasLeft: false }));
    expect(hold(thing()).kind).toBe('held');
    writeFileSync(
      join(folder, 'engine.9'),
      JSON.stringify({ pid: process.pid, started: '1', hasLeft: false }),
    );
    expect(hold(thing()).kind).toBe('held');
    expect(readdirSync(folder)).toEqual(['engine.10']);
  });

  it('of another name beside it is another thing', () => {
    hold(thing());
    expect(hold({ folder, name: 'start' }).kind).toBe('held');
  });
});
