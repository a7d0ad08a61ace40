import { removeIfThere } from '../system/files.ts';
import { takePress } from './front-door.ts';
import { quickAnswer } from './quick-answer.ts';

// Clients put options of their own before the file; it is always the last argument.
const file = process.argv.length > 2 ? process.argv.at(-1) : undefined;

if (!file) {
  process.stderr.write('usage: ctrlg-hook FILE   (set it as EDITOR: ctrlg setup)\n');
  process.exitCode = 2;
} else {
  answer(file)
    .catch(async (error) => (await import('./report-fault.ts')).reportFault(file, error))
    .then(end);
}

async function answer(promptFile: string): Promise<number> {
  const press = takePress();
  try {
    if (press && (await quickAnswer(promptFile, press))) return 0;
  } finally {
    if (press) removeIfThere(press.ask);
  }
  const { dispatch } = await import('./dispatch.ts');
  return dispatch(promptFile, press?.key);
}

/** From the signal to the front door until it has ended. */
const LET_GO_MS = 20;

/**
 * Everything is written. The end of a process that watched files takes the kernel some 14 ms, so the front door is told
 * to let the client go on at once, and has the processor to itself until it has. The kill after it keeps Node from putting
 * the terminal back, which is the client's then.
 */
function end(code: number): void {
  const frontDoor = Number(process.env.CTRLG_FRONT_DOOR);
  if (code !== 0 || frontDoor !== process.ppid) process.exit(code);
  process.kill(frontDoor, 'SIGUSR1');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LET_GO_MS);
  process.kill(process.pid, 'SIGKILL');
}
