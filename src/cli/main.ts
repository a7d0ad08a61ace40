import { print } from './output.ts';
import { glanceAtStatus } from './status/glance.ts';
import { statuslineText } from './statusline.ts';

const argv = process.argv.slice(2);
const line = argv.join(' ');
const glance = glanceFor(line);

if (glance !== undefined) print(glance);
// A client waits for its servers when it starts.
else if (line === 'mcp') import('./mcp.ts').then(({ mcp }) => mcp()).then((code) => process.exit(code));
else import('./program.ts').then(({ runProgram }) => runProgram(argv)).then((code) => process.exit(code));

/** What is asked for every few seconds is answered at a glance. */
function glanceFor(line: string): string | undefined {
  if (line === 'status --json') return glanceAtStatus();
  if (line === 'statusline') return statuslineText({});
  return line === 'statusline --tmux' ? statuslineText({ tmux: true }) : undefined;
}
