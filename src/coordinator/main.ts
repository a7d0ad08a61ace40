import { dispatch } from './dispatch.ts';
import { reportFault } from './report-fault.ts';

// Clients put options of their own before the file; it is always the last argument.
const file = process.argv.length > 2 ? process.argv.at(-1) : undefined;

if (!file) {
  process.stderr.write('usage: ctrlg-hook FILE   (set it as EDITOR: ctrlg setup)\n');
  process.exitCode = 2;
} else {
  dispatch(file)
    .catch((error) => reportFault(file, error))
    .then((code) => process.exit(code));
}
