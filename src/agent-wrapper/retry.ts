import type { FailureKind } from '../clients/client.ts';

/** What is known of a turn that failed. */
export interface Trouble {
  readonly why: FailureKind;
  /** In the client's words. */
  readonly error: string;
  /** ISO 8601; when a usage limit ends, where the client says so. */
  readonly until: string | null;
}

/** How often the task was tried, this time included, and how often it may be tried again. */
export interface Tries {
  readonly attempts: number;
  readonly retries: number;
}

export interface Moment {
  readonly nowMs: number;
  /** From 0 to 1; spreads the retries of many agents. */
  readonly random: number;
  /** How long past the end of a usage limit the client itself may take to go on. */
  readonly leaveMs: number;
}

/** `again`: not before `atMs`; `why` is for a person, and leaves the time to whoever shows it. */
export type Verdict =
  | { readonly kind: 'again'; readonly atMs: number; readonly why: string }
  | { readonly kind: 'give-up'; readonly reason: string };

const BASE_MS = 2_000;
const CAP_MS = 120_000;
/** A limit that lasts longer than this is somebody's to decide about. */
const LONGEST_PARK_MS = 24 * 3_600_000;
/** A usage limit whose end is not known. */
const PARK_MS = 15 * 60_000;

const WORDS = { overloaded: 'overloaded', 'rate-limit': 'rate limit', network: 'connection lost' } as const;

/** What is done about a turn that failed: tried again after a while, parked until a limit is over, or given up. */
export function verdictOn(trouble: Trouble, tries: Tries, moment: Moment): Verdict {
  const { why, error, until } = trouble;
  if (why === 'other') return { kind: 'give-up', reason: error };
  if (tries.attempts > tries.retries) return { kind: 'give-up', reason: tried(error, tries.attempts) };
  if (why !== 'usage-limit') {
    const atMs = moment.nowMs + backoffMs(tries.attempts, moment.random);
    return { kind: 'again', atMs, why: WORDS[why] };
  }
  if (until === null) return { kind: 'again', atMs: moment.nowMs + PARK_MS, why: 'usage limit' };
  const untilMs = Date.parse(until);
  if (untilMs - moment.nowMs > LONGEST_PARK_MS) return { kind: 'give-up', reason: error };
  const words = `usage limit until ${clockTime(untilMs, moment.nowMs)}`;
  return { kind: 'again', atMs: Math.max(untilMs + moment.leaveMs, moment.nowMs), why: words };
}

/** 2 s, 4 s, 8 s … 2 min, of which each wait takes between a half and the whole. */
export function backoffMs(attempts: number, random: number): number {
  const whole = Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
}

/** A reason that says how often it was tried; once goes without saying. */
export const tried = (reason: string, attempts: number): string =>
  attempts > 1 ? `${reason} (tried ${attempts} times)` : reason;

/** `15:00`, or with its day when that is not today, by the clocks of this machine. */
function clockTime(ms: number, nowMs: number): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(ms);
  return day.format(ms) === day.format(nowMs) ? time : `${day.format(ms)}, ${time}`;
}
