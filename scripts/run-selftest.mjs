// The self-test on one client's program, for the scripts that make tables of it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ctrlg = fileURLToPath(new URL('../bin/ctrlg', import.meta.url));

/** The clients that the self-test knows: `{client, package, binary, tested}`. */
export const knownClients = async () => JSON.parse(await runCtrlg(['selftest', '--list', '--json'])).clients;

/** What `ctrlg selftest --json` reports of this program. Rejects when there is no report. */
export async function runSelftest(client, program, args = []) {
  return JSON.parse(await runCtrlg(['selftest', client, '--program', program, '--json', ...args]));
}

function runCtrlg(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(ctrlg, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (printed += chunk));
    child.once('error', reject);
    // Promises that do not hold give 1 and a report all the same.
    child.once('close', (code) => {
      if (printed.startsWith('{') && !printed.startsWith('{"error"')) resolve(printed);
      else reject(new Error(`ctrlg ${args.join(' ')} exited with ${code}. ${printed}`));
    });
  });
}
