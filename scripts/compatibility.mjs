// Writes the README's compatibility table: the self-test on the releases that the tests pin, installed where those are.
//
//     node scripts/compatibility.mjs [client…] [--timeout SECONDS] [--print] [--from FILE…]
//
// --from takes reports of `ctrlg selftest --json` instead of trying anything; --print leaves the README as it is.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compatibilityTable, withTable } from './compatibility-table.mjs';
import { installRelease } from './install-client.mjs';
import { knownClients, runSelftest } from './run-selftest.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    timeout: { type: 'string', default: '30' },
    print: { type: 'boolean' },
    from: { type: 'string', multiple: true },
  },
});
const reports = values.from?.map((file) => JSON.parse(readFileSync(file, 'utf8'))) ?? (await tryAll());
const table = compatibilityTable(reports);
if (values.print) console.log(table);
else {
  const readme = fileURLToPath(new URL('../README.md', import.meta.url));
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), table));
}

async function tryAll() {
  const wanted = (await knownClients()).filter(
    ({ client }) => positionals.length === 0 || positionals.includes(client),
  );
  const all = [];
  for (const each of wanted) {
    console.error(`${each.client} ${each.tested}`);
    all.push(
      await runSelftest(each.client, await installRelease(each, each.tested), ['--timeout', values.timeout]),
    );
  }
  return all;
}
