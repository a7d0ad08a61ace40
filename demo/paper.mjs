/** What the demo prints fits into this, wherever it is printed. */
export const WIDTH = 80;

export const hasColour =
  process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 };

export const style = (name, text) => (hasColour ? `\u001b[${STYLES[name]}m${text}\u001b[0m` : text);

export const print = (text = '') => void process.stdout.write(`${text}\n`);

/** Prints what there is to see. */
export function printHead(title) {
  print(style('bold', 'ctrlg: Ctrl-G takes a prompt to an agent, and its answer into the input box'));
  print(`${style('cyan', '▸')} tells the keys that are pressed; a frame is a tmux window as it then is.`);
  print(`On both sides: ${title}.\n`);
}

/** Prints how to have it oneself. */
export function printTail() {
  print(
    `Yours: ${style('bold', 'ctrlg setup')}, then press Ctrl-G in Claude Code. README.md tells the rest.`,
  );
}

/** Prints what a person does between two screens. */
export const does = (what) => print(`${style('cyan', '▸')} ${what}`);

/** Prints how long each thing took. */
export function printTimes(times) {
  print(style('bold', 'From the key to what it brought, as seen on the screen'));
  for (const { what, tookMs, turn } of times) {
    const seconds = `${(tookMs / 1_000).toFixed(2)} s`.padStart(8);
    print(`  ${what.padEnd(38)}${seconds}${turn ? style('dim', `   the agent's own turn: ${turn}`) : ''}`);
  }
  print();
}
