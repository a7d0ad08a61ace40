import { reportFault } from './report-fault.ts';

const argv = process.argv.slice(2);

run().then(
  (code) => process.exit(code),
  (error) => process.exit(reportFault(error, isJsonAsked())),
);

async function run(): Promise<number> {
  // What status lines and scripts call all the time does not wait for the command-line parser.
  if (argv.join(' ') === 'status --json') return (await import('./status/status-json.ts')).printStatusJson();
  return (await import('./program.ts')).runProgram(argv);
}

function isJsonAsked(): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}
