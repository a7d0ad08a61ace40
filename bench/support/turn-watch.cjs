/**
 * Preloaded into the scripted client: notes, on the client's own clock, what of a turn is the agent's own. That is the
 * time from the end of the program which was told of the prompt to the start of the one that is told of the stop; both
 * programs are the hook's, so they count as its overhead and not as the turn.
 */
const childProcess = require('node:child_process');
const { appendFileSync } = require('node:fs');

const file = process.env.BENCH_TURNS;
const spawn = childProcess.spawn;
const now = () => Number(process.hrtime.bigint()) / 1e6;
let turn = {};

if (file && process.argv[1]?.endsWith('terminal-client.cjs')) {
  childProcess.spawn = (program, args, options) => {
    const [event] = args ?? [];
    if (event === 'UserPromptSubmit') turn = { takenMs: now() };
    if (event === 'Stop') turn.stopMs = now();
    const child = spawn(program, args, options);
    if (event === 'UserPromptSubmit') child.once('exit', () => (turn.toldMs = now()));
    if (event === 'Stop') child.once('exit', () => appendFileSync(file, `${JSON.stringify(turn)}\n`));
    return child;
  };
}
