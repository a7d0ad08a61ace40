import { print } from './output.ts';
import { glanceAtStatus } from './status/glance.ts';

const argv = process.argv.slice(2);
const glance = argv.join(' ') === 'status --json' ? glanceAtStatus() : undefined;

if (glance !== undefined) print(glance);
else import('./program.ts').then(({ runProgram }) => runProgram(argv)).then((code) => process.exit(code));
