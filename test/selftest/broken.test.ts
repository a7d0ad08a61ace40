import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scriptedSubject } from '../../src/selftest/scripted-subject.ts';
import type { Subject } from '../../src/selftest/subject.ts';
import { tryClient } from '../../src/selftest/try-client.ts';
import { brokenIn, verdictOf } from './place.ts';

const own = scriptedSubject();
const tryIt = (subject: Partial<Subject>) => {
  const { signal } = new AbortController();
  return tryClient({ ...own, ...subject }, { timeoutMs: 2_000, signal, keep: false, progress: () => {} });
};

it('a chief whose key starts another editor is found out', { timeout: 90_000 }, async () => {
  const chief = { ...own.chief!, command: `EDITOR=true VISUAL=true ${own.chief!.command}` };
  const report = await tryIt({ chief: { ...chief, command: `env ${chief.command}` }, agent: noAgent });
  expect(verdictOf(report, 'editor-key')).toMatchObject({
    kind: 'broken',
    seen: expect.stringContaining('it goes on without'),
  });
  expect(verdictOf(report, 'cancel')).toMatchObject({ kind: 'not-tried' });
});

it('a chief that Ctrl-C ends is found out', { timeout: 90_000 }, async () => {
  // The shell in between dies of the signal as soon as the hook lets it through; here it is sent by a watcher of its own.
  const command = `sh -c 'trap "exit 9" USR1; ${own.chief!.command} & wait'`;
  const report = await tryIt({ chief: { ...own.chief!, command }, agent: noAgent });
  expect(brokenIn(report)).toContain('chief-start');
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
