import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/clients/program.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-program-'));
  for (const folder of ['one', 'two']) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string, mode = 0o755): string {
  writeFileSync(join(root, path), '#!/bin/sh\n');
  chmodSync(join(root, path), mode);
  return join(root, path);
}
const path = () => [join(root, 'none'), join(root, 'one'), join(root, 'two')].join(':');

describe('a program', () => {
  it('is the first of its name in PATH', () => {
    const [first] = [install('one/tool'), install('two/tool')];
    expect(findProgram('tool', path())).toBe(first);
  });

  it('is not there where PATH does not have it, or is empty', () => {
    install('one/tool');
    expect(findProgram('other', path())).toBeUndefined();
    expect(findProgram('tool', '')).toBeUndefined();
  });

  it('must be one that can be run', () => {
    install('one/tool', 0o644);
    expect(findProgram('tool', path())).toBeUndefined();
    const second = install('two/tool');
    expect(findProgram('tool', path())).toBe(second);
  });

  it('is no folder of that name', () => {
    mkdirSync(join(root, 'one/tool'));
    expect(findProgram('tool', path())).toBeUndefined();
    const second = install('two/tool');
    expect(findProgram('tool', path())).toBe(second);
  });

  it('may be named by its path', () => {
    const tool = install('one/tool');
    expect(findProgram(tool, '')).toBe(tool);
    expect(findProgram(join(root, 'none'), '')).toBeUndefined();
    expect(findProgram(install('one/plain', 0o644), '')).toBeUndefined();
  });
});
