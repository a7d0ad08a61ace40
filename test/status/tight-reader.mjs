// Reads a status file as fast as it can until its context summary is the last one, then prints what it saw.
import { readFileSync, writeSync } from 'node:fs';

const [file, last] = process.argv.slice(2);
const seen = { reads: 0, statuses: 0, partial: 0, missing: 0, backwards: 0 };
let before = -1;

for (;;) {
  const now = look();
  if (seen.reads === 1) writeSync(1, 'reading\n');
  if (now === undefined) continue;
  if (now < before) seen.backwards += 1;
  if (now !== before) seen.statuses += 1;
  before = now;
  if (now === Number(last)) break;
}
writeSync(1, JSON.stringify(seen));

function look() {
  seen.reads += 1;
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    seen.missing += 1;
    return undefined;
  }
  try {
    return Number(JSON.parse(text).context_summary);
  } catch {
    seen.partial += 1;
    return undefined;
  }
}
