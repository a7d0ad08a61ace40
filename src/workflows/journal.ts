import { appendFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { nowMs } from '../system/clock.ts';
import { asUserError, UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { NewRunEvent, RunEvent } from './run-events.ts';
import { attemptName, type RunPlaces } from './run-places.ts';
import { NO_RUN, type RunState, withEvent } from './run-state.ts';

/**
 * Appends one event; what it tells is so from then on. A result is a file of its own, written before its line. Only the
 * engine that holds the run may call this.
 */
export function appendEvent(places: RunPlaces, event: NewRunEvent): RunEvent {
  const written = { at: nowMs(), ...event } as RunEvent;
  if (written.kind === 'attempt-ended') replaceFile(resultFile(places, written), written.result);
  const line = written.kind === 'attempt-ended' ? { ...written, result: undefined } : written;
  try {
    appendFileSync(places.journal, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch (error) {
    throw asUserError(error, places.journal);
  }
  return written;
}

/** The events of a run, oldest first. A last line that was cut short is left out: it never happened. */
export function readEvents(places: RunPlaces): RunEvent[] {
  const lines = (readIfThere(places.journal) ?? '').split('\n').slice(0, -1);
  return lines.map((line, index) => parsed(line, index, places));
}

/** Cuts off a last line that was not written whole, so that the next one stands by itself. */
export function mendJournal(places: RunPlaces): void {
  const text = readIfThere(places.journal) ?? '';
  if (text.endsWith('\n') || text === '') return;
  truncateSync(places.journal, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
}

/** Where a run stands; undefined where there is none, or only what a killed process left of one. */
export function readRun(places: RunPlaces): RunState | undefined {
  const events = readEvents(places);
  return events[0]?.kind === 'begun' ? events.reduce(withEvent, NO_RUN) : undefined;
}

function parsed(line: string, index: number, places: RunPlaces): RunEvent {
  try {
    const event = JSON.parse(line) as RunEvent;
    return event.kind === 'attempt-ended'
      ? { ...event, result: readIfThere(resultFile(places, event)) ?? '' }
      : event;
  } catch (cause) {
    throw new UserError(
      `${places.journal}:${index + 1} cannot be read.`,
      'Mend the line, or begin the workflow anew.',
      { cause },
    );
  }
}

const resultFile = (places: RunPlaces, event: Extract<RunEvent, { kind: 'attempt-ended' }>): string =>
  join(places.results, attemptName(event));
