// `npm run demo`: one key press after the other, on a private tmux server, with the screens as they are.
import { setTimeout as sleep } from 'node:timers/promises';
import { play } from './acts.mjs';
import { claudeCast } from './claude-cast.mjs';
import { Mistake } from './mistake.mjs';
import { readOptions, USAGE } from './options.mjs';
import { print, show, style } from './paper.mjs';
import { scriptedCast } from './scripted-cast.mjs';
import { Stage } from './stage.mjs';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

const stopping = new AbortController();
for (const signal of Object.keys(EXIT_CODES)) process.on(signal, () => stopping.abort(signal));
// Nobody reads any more (`| head`): the same as a hang-up.
process.stdout.on('error', () => stopping.abort('SIGHUP'));

process.exitCode = await main();

async function main() {
  let stage;
  let isKept = false;
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) return print(USAGE) ?? 0;
    stage = new Stage(stopping.signal);
    await stage.setUp(options.claude ? claudeCast : scriptedCast);
    await play(stage);
    isKept = options.keep;
    if (isKept) await keep(stage);
    return 0;
  } catch (error) {
    return await failed(error, stage);
  } finally {
    if (!isKept) await stage?.clear();
  }
}

async function failed(error, stage) {
  // Ctrl-C reaches the programs that we have just started too, and their end may be seen first.
  await sleep(50);
  if (stopping.signal.aborted) {
    print(`\nStopped by ${stopping.signal.reason}; everything is being cleaned up.`);
    return EXIT_CODES[stopping.signal.reason];
  }
  process.exitCode = 1;
  print(`\n${style('red', '✗')} ${error instanceof Mistake ? error.message : error.stack}`);
  for (const { name, screen } of (await stage?.screens()) ?? []) show(`The window ${name}`, screen);
  return 1;
}

/** Leaves everything as it is for a person to look around in. */
async function keep(stage) {
  print(stage.howToLookAround());
  if (!stage.cast.livesHere) return;
  print('The stub of the model runs in here: press Ctrl-C when you have seen enough.');
  await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  await stage.clear();
}
