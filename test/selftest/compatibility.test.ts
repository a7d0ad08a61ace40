import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BEGIN, compatibilityTable, END, withTable } from '../../scripts/compatibility-table.mjs';
import { REAL_CLIENTS } from '../../src/selftest/kits/kits.ts';
import { GROUPS, PROMISES } from '../../src/selftest/promises.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const table = readme.slice(readme.indexOf(BEGIN), readme.indexOf(END));

it('the README’s table has a row for each client, of the release that the tests pin', () => {
  const rows = [...table.matchAll(/^\| ([a-z][\w-]*) \| (\S+) \|/gm)].map(
    ([, client, version]) => `${client} ${version}`,
  );
  expect(rows.slice(1)).toEqual(REAL_CLIENTS.map(({ client, kit }) => `${client} ${kit.version}`));
});

it('the README’s table has a column for each group of promises', () => {
  expect(table).toContain(`| client | version | ${GROUPS.join(' | ')} |`);
  expect(new Set(PROMISES.map(({ group }) => group))).toEqual(new Set(GROUPS));
});

it('a group holds when all of it does; what is not offered takes nothing away', () => {
  const promise = (group: string, kind: string) => ({
    group,
    kind,
    side: 'chief',
    promise: 'does it',
    seen: 'nothing\nat all',
  });
  const promises = [
    promise('turns', 'held'),
    promise('turns', 'not-offered'),
    promise('resume', 'held'),
    promise('resume', 'broken'),
    promise('tokens', 'not-offered'),
    promise('cancel', 'not-tried'),
  ];
  const report = {
    at: '2026-11-21T10:00:00.000Z',
    platform: 'linux x64',
    clients: [{ client: 'x', version: null, promises }],
  };
  const written = compatibilityTable([report]);
  expect(written).toContain('| x | ? | ✓ | ✗ | – | ? |');
  expect(written).toContain('- x, as chief, does it: nothing');
  expect(withTable(`a\n${BEGIN}\nold\n${END}\nb`, 'new')).toBe(`a\n${BEGIN}\nnew\n${END}\nb`);
});
