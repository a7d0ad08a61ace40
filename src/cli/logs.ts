import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { agentPlaces } from '../project/places.ts';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { displayText } from '../system/terminal.ts';
import { watchFolders } from '../system/watch.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { print } from './output.ts';
import { assertKnown, knownAgents, openWorkplace } from './workplace.ts';

/** `ctrlg logs NAME`: the last lines of the wrapper's log, and with --follow what comes after them. */
export async function logs(name: string, options: { lines: number; follow?: true }): Promise<number> {
  const workplace = openWorkplace();
  assertKnown([name], knownAgents(workplace));
  const { folder, log } = agentPlaces(workplace.project.home, name);
  const text = readIfThere(log);
  if (text === undefined && !options.follow) {
    throw new UserError(`Agent ${name} has no log yet.`, `Start it with: ctrlg up ${name}`);
  }
  const older = (text?.split('\n').length ?? 0) <= options.lines ? (readIfThere(`${log}.old`) ?? '') : '';
  const lines = (older + (text ?? '')).split('\n').slice(0, -1);
  print(
    lines
      .slice(-options.lines)
      .map((line) => `${displayText(line)}\n`)
      .join(''),
  );
  return options.follow ? follow(folder, log, Buffer.byteLength(text ?? '')) : EXIT_CODES.done;
}

async function follow(folder: string, log: string, from: number): Promise<number> {
  let at = from;
  const watch = await watchFolders([folder], () => {
    const added = readFrom(log, at);
    at = added.end;
    print(displayText(added.text));
  });
  return new Promise((end) => {
    process.once('SIGINT', () => {
      watch.close();
      end(EXIT_CODES.done);
    });
  });
}

/** What was appended; a log that got shorter was begun anew. */
function readFrom(log: string, from: number): { text: string; end: number } {
  let file: number;
  try {
    file = openSync(log, 'r');
  } catch {
    return { text: '', end: 0 };
  }
  try {
    const { size } = fstatSync(file);
    const start = size < from ? 0 : from;
    const bytes = Buffer.alloc(size - start);
    readSync(file, bytes, 0, bytes.length, start);
    return { text: bytes.toString('utf8'), end: size };
  } finally {
    closeSync(file);
  }
}
