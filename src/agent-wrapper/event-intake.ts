import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Client, ClientEvent } from '../clients/client.ts';
import { nowMs } from '../system/clock.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';
import { parseJson } from '../system/parse-json.ts';

/** A file that is not whole JSON after this long is what a killed script left behind. */
const ABANDONED_MS = 10_000;

/**
 * Hands every client event that stands in the folder to `handle`, oldest first, and removes its file only then:
 * a wrapper that dies in between sees the event again, so handling one twice must change nothing.
 */
export function takeEvents(folder: string, client: Client, handle: (event: ClientEvent) => void): void {
  for (const { file, text, writtenMs } of eventFiles(folder)) {
    // `ctrlg-event` writes without a rename: the text is whole when it parses.
    const raw = parseJson(text);
    if (raw === undefined) {
      if (nowMs() - writtenMs > ABANDONED_MS) removeIfThere(file);
      continue;
    }
    const event = client.readEvent(raw);
    if (event) handle(event);
    removeIfThere(file);
  }
}

function eventFiles(folder: string) {
  return listIfThere(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readEventFile(join(folder, name)))
    .sort((a, b) => a.writtenMs - b.writtenMs || a.pid - b.pid || a.number - b.number);
}

/**
 * The name begins with the process that wrote it, and a number where one process writes many: the clock of a file system
 * ticks every few milliseconds only.
 */
function readEventFile(file: string) {
  const [pid = 0, number = 0] = basename(file)
    .split('-')
    .map((part) => Number.parseInt(part, 10) || 0);
  return { file, text: readFileSync(file, 'utf8'), writtenMs: statSync(file).mtimeMs, pid, number };
}
