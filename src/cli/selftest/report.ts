import type { TrialReport } from '../../selftest/try-client.ts';

/** What `--json` prints. */
export interface SelftestReport {
  readonly version: 1;
  readonly at: string;
  readonly ctrlg: string | null;
  readonly node: string;
  readonly platform: string;
  readonly clients: readonly TrialReport[];
  readonly not_installed: readonly { readonly client: string; readonly mend: string }[];
  /** How many promises do not hold. */
  readonly broken: number;
}
