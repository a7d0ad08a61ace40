import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scriptedSubject } from '../../src/selftest/scripted-subject.ts';
import type { Subject } from '../../src/selftest/subject.ts';
import { tryClient } from '../../src/selftest/try-client.ts';
import { verdictOf } from './place.ts';

const own = scriptedSubject();
const tryAs = (side: 'chief' | 'agent', subject: Partial<Subject>) => {
  const { signal } = new AbortController();
  const options = {
    timeoutMs: side === 'chief' ? 2_000 : 20_000,
    signal,
    side,
    keep: false,
    progress: () => {},
  };
  return tryClient({ ...own, ...subject }, options);
};

it('a chief whose key starts another editor is found out', { timeout: 90_000 }, async () => {
  const command = `env EDITOR=true VISUAL=true ${own.chief!.command}`;
  const report = await tryAs('chief', { chief: { ...own.chief!, command } });
  expect(verdictOf(report, 'editor-key')).toMatchObject({
    kind: 'broken',
    seen: expect.stringContaining('it goes on without'),
  });
  expect(verdictOf(report, 'cancel')).toMatchObject({ kind: 'not-tried' });
});

it('a chief that Ctrl-C ends is found out', { timeout: 90_000 }, async () => {
  // As under a client whose terminal goes on sending signals while its editor runs.
  const folder = mkdtempSync(join(tmpdir(), 'cg-broken-'));
  writeFileSync(join(folder, 'stty'), '#!/bin/sh\n', { mode: 0o755 });
  try {
    const command = `env PATH='${folder}':"$PATH" ${own.chief!.command}`;
    const report = await tryAs('chief', { chief: { ...own.chief!, command } });
    // It ends at once, or is seen to open no editor any more.
    expect(verdictOf(report, 'cancel')).toMatchObject({ kind: 'broken' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('an agent that alters what it says is found out, by size and by character', {
  timeout: 90_000,
}, async () => {
  const report = await tryAs('agent', {
    agent: (place) => {
      const script = join(place.root, 'script.json');
      const { rules } = JSON.parse(readFileSync(script, 'utf8'));
      const altered = [
        { matches: 'emoji|漢字', do: [{ reply: 'echo: ????' }] },
        { matches: 'line 9 ', do: [{ reply: 'echo: cut' }] },
      ];
      writeFileSync(script, JSON.stringify({ version: 1, rules: [...altered, ...rules] }));
      return own.agent(place);
    },
  });
  expect(verdictOf(report, 'sizes').seen).toMatch(/^4 of 6 wrong\. 1024 bytes: .* at character 6 /);
  expect(verdictOf(report, 'characters').seen).toMatch(/^1 of 32 wrong\. emoji and joiners: /);
  expect(report.promises.filter(({ kind }) => kind === 'broken')).toHaveLength(2);
});
