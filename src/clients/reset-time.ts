import { isoOf } from '../system/clock.ts';

const RESETS =
  /\bresets (?:at )?(?:([A-Z][a-z]{2}) (\d{1,2}),? (?:at )?)?(\d{1,2})(?::(\d\d))? ?(am|pm)(?: \(([^)]+)\))?/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 24 * 3_600_000;

/**
 * The next moment that a text such as `resets 1:45pm (UTC)` or `resets Nov 25, 3pm (Europe/Berlin)` names, in ms since the
 * epoch, at the end of its minute; undefined when it names none.
 */
export function resetTime(text: string, nowMs: number): number | undefined {
  const [, month, day, hour, minute = '00', half, zone] = RESETS.exec(text) ?? [];
  if (!hour) return undefined;
  const offsetMs = zoneOffsetMs(zone, nowMs);
  if (offsetMs === undefined) return undefined;
  const today = isoOf(nowMs + offsetMs).slice(0, 10);
  const date = month
    ? `${today.slice(0, 4)}-${twoDigits(MONTHS.indexOf(month) + 1)}-${twoDigits(day!)}`
    : today;
  const hours = (Number(hour) % 12) + (half === 'pm' ? 12 : 0);
  const named = Date.parse(`${date}T${twoDigits(hours)}:${minute}:59Z`) - offsetMs;
  if (Number.isNaN(named)) return undefined;
  if (named >= nowMs) return named;
  // A time of day that is over is tomorrow's, and a date that is over is next year's.
  return named + (month ? 365 : 1) * DAY_MS;
}

const twoDigits = (value: string | number): string => String(value).padStart(2, '0');

/** How far a zone's clocks are ahead of UTC; without a name, those of this machine. Undefined for a zone that is not known. */
function zoneOffsetMs(zone: string | undefined, atMs: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  } catch {
    return undefined;
  }
}
