import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { REAL_CLIENTS } from '../../src/selftest/kits/kits.ts';
import type { Judged } from '../../src/selftest/verdict.ts';
import { runCtrlg } from '../cli/run-ctrlg.ts';
import { SelftestPlace, verdictOf } from '../selftest/place.ts';
import { installClient } from '../support/install-client.ts';

let place: SelftestPlace;
beforeEach(() => {
  place = new SelftestPlace();
});
afterEach(() => place.remove());

const selftest = async (client: string, program: string, ...more: string[]) => {
  const { json } = await runCtrlg(place, ['selftest', client, '--program', program, '--json', ...more]);
  return json.clients[0];
};

describe.each(REAL_CLIENTS)('$client', ({ client, kit }) => {
  it('keeps all its promises, and nothing of it is left behind', { timeout: 300_000 }, async () => {
    const report = await selftest(client, await installClient(kit));
    expect(report.promises.filter(({ kind }: Judged) => kind === 'broken' || kind === 'not-tried')).toEqual(
      [],
    );
    expect(report).toMatchObject({ version: kit.version, tested: kit.version });
    place.expectNothingLeft();
  });
});

it('a release that has another editor key is found out', { timeout: 300_000 }, async () => {
  const binary = await installClient(claudeKit);
  const keys = '{"bindings":[{"context":"Chat","bindings":{"ctrl+g":null}}]}';
  const unbind = `mkdir -p "$HOME/.claude"; printf '%s' '${keys}' >"$HOME/.claude/keybindings.json"`;
  const program = place.program('claude', `${unbind}\nexec '${binary}' "$@"`);
  const report = await selftest('claude', program, '--timeout', '4');
  expect(verdictOf(report, 'editor-key')).toMatchObject({
    kind: 'broken',
    seen: expect.stringContaining('it goes on'),
  });
  expect(verdictOf(report, 'submitted')).toMatchObject({ kind: 'broken' });
});

it('a release that alters what it is given is found out', { timeout: 300_000 }, async () => {
  const binary = await installClient(claudeKit);
  // Between the client and our deliver script stands one that makes a letter of each tab.
  place.program('ctrlg-deliver', `"$REAL_DELIVER" "$@"; for file; do :; done; sed -i 's/\\t/T/g' "$file"`);
  const path = `REAL_DELIVER=$(command -v ctrlg-deliver) PATH='${place.root}':"$PATH"`;
  const program = place.program('claude', `export ${path}\nexec '${binary}' "$@"`);
  const report = await selftest('claude', program, '--as', 'agent', '--timeout', '10');
  const { kind, seen } = verdictOf(report, 'characters');
  expect(kind).toBe('broken');
  expect(seen).toMatch(/^1 of 32 wrong\. tabs: .*"a\\tb/);
});
