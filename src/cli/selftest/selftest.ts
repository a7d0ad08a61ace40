import { REAL_CLIENTS } from '../../selftest/kits/kits.ts';
import { type Found, findSubjects, SUBJECT_NAMES } from '../../selftest/subjects.ts';
import { type TrialReport, tryClient } from '../../selftest/try-client.ts';
import { nowIso } from '../../system/clock.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { print, printJson, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { UsageError } from '../usage-error.ts';
import { showProgress } from './progress.ts';
import type { SelftestReport } from './report.ts';
import { listText, reportText } from './report-text.ts';

export interface SelftestOptions {
  readonly program?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly as?: 'chief' | 'agent';
  readonly keep?: true;
  readonly list?: true;
  readonly json?: true;
}

/** `ctrlg selftest [client…]`: whether the installed clients still do what ctrlg rests on, with no key and no network. */
export async function selftest(names: readonly string[], options: SelftestOptions): Promise<number> {
  if (options.list) return list(options);
  assertSensible(names, options);
  const found = findSubjects(names, options.program);
  const stop = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = () => stop.abort();
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const report = await tryAll(found, options, stop.signal);
    if (options.json) printJson(report);
    else print(`${reportText(report, { width: terminalWidth(), style: styler('stdout') })}\n`);
    const isMissing = names.length > 0 && report.not_installed.length > 0;
    return report.broken > 0 || isMissing ? EXIT_CODES.failed : EXIT_CODES.done;
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.interrupted;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

function list({ json }: SelftestOptions): number {
  const clients = REAL_CLIENTS.map(({ client, kit }) => ({
    client,
    package: kit.package,
    binary: kit.binary,
    tested: kit.version,
  }));
  if (json) printJson({ clients });
  else print(`${listText(clients)}\n`);
  return EXIT_CODES.done;
}

function assertSensible(names: readonly string[], { program }: SelftestOptions): void {
  const unknown = names.find((name) => !SUBJECT_NAMES.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no client '${unknown}' to try.`,
      `Known clients: ${SUBJECT_NAMES.join(', ')}.`,
    );
  if (program !== undefined && names.length !== 1)
    throw new UsageError('--program needs one client.', 'Such as: ctrlg selftest claude --program PATH');
}

async function tryAll(
  found: readonly Found[],
  { timeout, as: side, keep, json }: SelftestOptions,
  signal: AbortSignal,
): Promise<SelftestReport> {
  const clients: TrialReport[] = [];
  for (const each of found) {
    if (each.kind === 'not-installed') continue;
    const shown = showProgress(each.client, { isQuiet: json === true });
    try {
      const options = { timeoutMs: timeout * 1_000, signal, side, keep: keep === true, progress: shown.step };
      clients.push(await tryClient(each.subject, options));
    } finally {
      shown.end();
    }
  }
  return {
    version: 1,
    at: nowIso(),
    ctrlg: process.env.CTRLG_VERSION ?? null,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    clients,
    not_installed: found.flatMap((each) =>
      each.kind === 'not-installed' ? [{ client: each.client, mend: each.mend }] : [],
    ),
    broken: clients.flatMap(({ promises }) => promises).filter(({ kind }) => kind === 'broken').length,
  };
}
