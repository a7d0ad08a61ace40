import { type ClientPromise, PROMISES } from '../../selftest/promises.ts';
import { every, nowMs, spokenElapsed } from '../../system/clock.ts';
import { fitTo } from '../../system/terminal.ts';
import { isTerminal, tell } from '../output.ts';

export interface Progress {
  readonly step: (promise: ClientPromise, part: string) => void;
  end(): void;
}

const NEXT_LINE_MS = 1_000;

/** How far a client's trial is, on standard error: one line that changes on a terminal, elsewhere one for each promise. */
export function showProgress(client: string, { isQuiet }: { isQuiet: boolean }): Progress {
  if (isTerminal('stderr')) return showOnTerminal(client);
  return {
    step: (promise, part) => {
      if (!isQuiet && part === '') tell(lineOf(client, promise));
    },
    end: () => {},
  };
}

function showOnTerminal(client: string): Progress {
  const beganMs = nowMs();
  let line = `${client}: prepares`;
  const draw = () => {
    const text = `${spokenElapsed(nowMs() - beganMs)}  ${line}`;
    process.stderr.write(`\r\x1b[K${fitTo(text, (process.stderr.columns || 80) - 1)}`);
  };
  draw();
  const stop = every(NEXT_LINE_MS, draw);
  return {
    step: (promise, part) => {
      line = lineOf(client, promise) + (part ? ` (${part})` : '');
      draw();
    },
    end: () => {
      stop();
      process.stderr.write('\r\x1b[K');
    },
  };
}

function lineOf(client: string, { id, side, promise }: ClientPromise): string {
  const at = PROMISES.findIndex((one) => one.id === id) + 1;
  return `${client} ${at}/${PROMISES.length}, as ${side === 'chief' ? 'a chief' : 'an agent'}: ${promise}`;
}
