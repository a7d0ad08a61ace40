import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextNews } from '../../src/context/context-news.ts';
import { contextFile, readContext, updateContext } from '../../src/context/shared-context.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ctrlg-context-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the shared context', () => {
  it('is empty at first, and has a version for each change', async () => {
    expect(readContext(home)).toEqual({ version: 0, text: '' });
    expect(await updateContext(home, 'one\n', 0)).toEqual({ kind: 'updated', version: 1 });
    expect(await updateContext(home, 'one\n', 1)).toEqual({ kind: 'updated', version: 1 });
    expect(await updateContext(home, 'two\n', 1)).toEqual({ kind: 'updated', version: 2 });
    expect(readContext(home)).toEqual({ version: 2, text: 'two\n' });
    expect(readFileSync(contextFile(home), 'utf8')).toBe('two\n');
  });

  it('is not changed by who has not read the last version', async () => {
    await updateContext(home, 'one', 0);
    expect(await updateContext(home, 'mine', 0)).toEqual({
      kind: 'conflict',
      current: { version: 1, text: 'one' },
    });
    expect(readContext(home).text).toBe('one');
  });

  it('takes what a person writes into its file for a version', async () => {
    await updateContext(home, 'one\n', 0);
    writeFileSync(contextFile(home), 'one\nby hand\n');
    utimesSync(contextFile(home), Date.now() / 1_000 + 5, Date.now() / 1_000 + 5);
    expect(readContext(home)).toEqual({ version: 2, text: 'one\nby hand\n' });
    expect(readContext(home).version).toBe(2);
    expect((await updateContext(home, 'three', 1)).kind).toBe('conflict');
  });

  it('takes a file that a person has made for the first version', async () => {
    mkdirSync(join(home, 'context'));
    writeFileSync(contextFile(home), 'made by hand');
    expect(readContext(home)).toEqual({ version: 1, text: 'made by hand' });
  });

  it('does not go back where a writer was killed before the file for people', async () => {
    await updateContext(home, 'one', 0);
    await updateContext(home, 'two', 1);
    writeFileSync(contextFile(home), 'one');
    utimesSync(contextFile(home), 1, 1);
    expect(readContext(home)).toEqual({ version: 2, text: 'two' });
  });

  it('of many who write at once, loses no update that it has accepted', async () => {
    const program = join(import.meta.dirname, 'writer.ts');
    const bundle = join(home, 'writer.cjs');
    await build({ entryPoints: [program], bundle: true, platform: 'node', format: 'cjs', outfile: bundle });
    const run = () => promisify(execFile)(process.execPath, [bundle, home]);
    await Promise.all([run(), run(), run()]);
    const { version, text } = readContext(home);
    expect(text.trim().split('\n')).toHaveLength(15);
    expect(new Set(text.trim().split('\n')).size).toBe(15);
    expect(version).toBe(15);
  });

  it('refuses more than every agent can be made to read', async () => {
    await expect(updateContext(home, 'x'.repeat(65 * 1024), 0)).rejects.toThrow('64 KB is the most');
    expect(readContext(home).version).toBe(0);
  });
});

describe('what an agent is told of it with a task', () => {
  let tasks = 0;
  const taken = new Set<string>();
  const deliver = (
    agent: string,
    conversation: string | null,
    { isTaken = true, isAnew = false, taskId = `t${++tasks}` } = {},
  ) => {
    mkdirSync(join(home, 'tasks', taskId), { recursive: true });
    mkdirSync(join(home, 'agents', agent), { recursive: true });
    const news = contextNews({ home, agent, taskId, conversation, isAnew, wasTaken: (id) => taken.has(id) });
    if (isTaken) taken.add(taskId);
    return news;
  };
  const LINES = Array.from({ length: 40 }, (_, n) => `line ${n}, which all must know\n`).join('');

  it('is nothing where there is none', async () => {
    expect(deliver('planning', null)).toBe('');
  });

  it('is the whole at first, then what changed, then nothing', async () => {
    await updateContext(home, LINES, 0);
    expect(deliver('planning', null)).toBe(
      `[shared context, version 1]\n${LINES}[end of shared context]\n\n`,
    );
    expect(deliver('planning', 'a')).toBe('');
    await updateContext(home, LINES.replace('line 7', 'line seven'), 1);
    expect(deliver('planning', 'a')).toBe(
      [
        '[shared context, changed from version 1 to 2]',
        '@@ -7 +7 @@',
        ' line 6, which all must know',
        '-line 7, which all must know',
        '+line seven, which all must know',
        ' line 8, which all must know',
        '[end of shared context]\n\n',
      ].join('\n'),
    );
    expect(deliver('planning', 'a')).toBe('');
  });

  it('is the same text for the same task, whatever was written meanwhile', async () => {
    await updateContext(home, 'one', 0);
    const first = deliver('planning', 'a', { taskId: 'same' });
    await updateContext(home, 'two', 1);
    expect(deliver('planning', 'a', { taskId: 'same' })).toBe(first);
  });

  it('is told again where the client never took the prompt', async () => {
    await updateContext(home, 'one', 0);
    deliver('planning', 'a', { isTaken: false });
    expect(deliver('planning', 'a')).toContain('one');
    expect(deliver('planning', 'a')).toBe('');
  });

  it('is the whole for a new conversation, for another agent, and for a task that begins anew', async () => {
    await updateContext(home, 'one', 0);
    deliver('planning', 'a');
    expect(deliver('planning', 'b')).toContain('version 1]\none');
    expect(deliver('coding', 'b')).toContain('version 1]\none');
    expect(deliver('planning', 'b', { isAnew: true })).toContain('version 1]\none');
  });

  it('says so when it was emptied', async () => {
    await updateContext(home, 'one', 0);
    deliver('planning', 'a');
    await updateContext(home, '', 1);
    expect(deliver('planning', 'a')).toContain('It is empty now');
  });
});
