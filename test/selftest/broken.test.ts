import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scriptedSubject } from '../../src/selftest/scripted-subject.ts';
import type { Subject } from '../../src/selftest/subject.ts';
import { tryClient } from '../../src/selftest/try-client.ts';
import { verdictOf } from './place.ts';

const own = scriptedSubject();
const tryIt = (subject: Partial<Subject>) => {
  const { signal } = new AbortController();
  return tryClient({ ...own, ...subject }, { timeoutMs: 2_000, signal, keep: false, progress: () => {} });
};

it('a chief whose key starts another editor is found out', { timeout: 90_000 }, async () => {
  const command = `env EDITOR=true VISUAL=true ${own.chief!.command}`;
  const report = await tryIt({ chief: { ...own.chief!, command }, agent: noAgent });
  expect(verdictOf(report, 'editor-key')).toMatchObject({
    kind: 'broken',
    seen: expect.stringContaining('it goes on without'),
  });
  expect(verdictOf(report, 'cancel')).toMatchObject({ kind: 'not-tried' });
});

it('a chief that Ctrl-C ends is found out', { timeout: 90_000 }, async () => {
  // As a client would that makes its terminal send signals again while its editor runs.
  const again = '(while :; do stty isig </dev/tty; sleep 0.02; done) &';
  const command = `sh -c '${again} exec ${own.chief!.command.replaceAll("'", '"')}'`;
  const report = await tryIt({ chief: { ...own.chief!, command }, agent: noAgent });
  expect(verdictOf(report, 'cancel')).toMatchObject({ kind: 'broken', seen: 'it ended' });
});

it('an agent that alters what it says is found out, by size and by character', {
  timeout: 90_000,
}, async () => {
  const report = await tryIt({
    chief: undefined,
    agent: (place) => {
      const config = own.agent(place);
      const script = join(place.root, 'altered.json');
      const rules = [
        { matches: 'emoji|漢字', do: [{ reply: 'echo: ????' }] },
        { matches: 'line 9 ', do: [{ reply: 'echo: cut' }] },
        { do: [{ reply: 'echo: {prompt}' }] },
      ];
      writeFileSync(script, JSON.stringify({ version: 1, rules }));
      return { ...config, args: ['--script', script] };
    },
  });
  expect(verdictOf(report, 'chief-start')).toMatchObject({ kind: 'not-offered' });
  expect(verdictOf(report, 'sizes').seen).toMatch(/^4 of 6 wrong\. 1024 bytes: .* at character 6 /);
  expect(verdictOf(report, 'characters').seen).toMatch(/^1 of 32 wrong\. emoji and joiners: /);
  expect(verdictOf(report, 'failure').seen).toMatch(/ended as done/);
});

/** An agent that never starts, so that only the chief is tried. */
const noAgent = () => ({ client: 'command', command: ['/nowhere/at-all'] });
