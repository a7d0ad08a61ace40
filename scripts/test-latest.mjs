// Tries the newest release of each client, and reports. It fails only when it could not try: a client that has changed is
// news, and no fault of this build.
//
//     node scripts/test-latest.mjs [client…]
import { compatibilityTable } from './compatibility-table.mjs';
import { installRelease, versionAt } from './install-client.mjs';
import { knownClients, runSelftest } from './run-selftest.mjs';

const wanted = process.argv.slice(2);
const reports = [];
let hasFailed = false;
for (const each of await knownClients()) {
  if (wanted.length > 0 && !wanted.includes(each.client)) continue;
  try {
    const version = await versionAt(each.package, 'latest');
    const news = version === each.tested ? 'the one that is tested' : `tested with ${each.tested}`;
    console.error(`${each.client} ${version} (${news})`);
    reports.push(await runSelftest(each.client, await installRelease(each, version)));
  } catch (error) {
    console.error(`${each.client} could not be tried: ${error.message}`);
    hasFailed = true;
  }
}
if (reports.length > 0) console.log(compatibilityTable(reports));
process.exitCode = hasFailed ? 1 : 0;
