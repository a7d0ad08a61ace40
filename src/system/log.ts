import { appendFileSync, renameSync, statSync } from 'node:fs';
import { nowIso } from './clock.ts';

const MAX_BYTES = 2 * 1024 * 1024;

export type Log = (message: string) => void;

/** A log that appends `<ISO time> <message>` lines to a file and keeps one older file, so that it never grows past 4 MiB. */
export function openLog(file: string): Log {
  return (message) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.old`);
      appendFileSync(file, `${nowIso()} ${message.replaceAll('\n', '\\n')}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end an agent for the sake of its log.
    }
  };
}
