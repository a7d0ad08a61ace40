// `npm run demo`: one key after the other on a private tmux server, with the screens as they then are.
import { setTimeout as sleep } from 'node:timers/promises';
import { play } from './acts.mjs';
import { claudeCast } from './claude-cast.mjs';
import { show } from './frame.mjs';
import { Mistake } from './mistake.mjs';
import { readOptions, USAGE } from './options.mjs';
import { print, style } from './paper.mjs';
import { scriptedCast } from './scripted-cast.mjs';
import { Stage } from './stage.mjs';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

const stopping = new AbortController();
const stop = (signal) => stopping.abort(signal);
for (const signal of Object.keys(EXIT_CODES)) process.on(signal, stop);
// Nobody reads any more (`| head`): as good as a hang-up.
process.stdout.on('error', () => stop('SIGHUP'));

let stage;
try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = await failed(error);
} finally {
  await stage?.clear();
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  stage = new Stage(stopping.signal);
  await stage.setUp(options.claude ? claudeCast : scriptedCast);
  await play(stage);
  if (options.keep) await keep();
  return 0;
}

/** Leaves everything as it is, for a person to look around in. */
async function keep() {
  print(`\n${await stage.handOver()}`);
  if (stage.cast.livesHere) {
    print('\nThe stub of the model lives in here: press Ctrl-C when you have seen enough.');
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  } else stage = undefined;
}

async function failed(error) {
  // Ctrl-C reaches the programs that were just started too, and their end may be seen before its signal here.
  await sleep(50);
  if (stopping.signal.aborted) {
    print(`\nStopped by ${stopping.signal.reason}.`);
    return EXIT_CODES[stopping.signal.reason];
  }
  print(`\n${style('red', '✗')} ${error instanceof Mistake ? error.message : error.stack}\n`);
  for (const { name, screen } of (await stage?.screens()) ?? []) show(`The window ${name}`, screen);
  for (const { name, text } of stage?.logs() ?? []) print(`The log of ${name}:\n${text}`);
  return 1;
}
