import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { PromiseId } from '../../src/selftest/promises.ts';
import { endProcesses, processesOf } from '../../src/selftest/strays.ts';
import type { TrialReport } from '../../src/selftest/try-client.ts';
import type { Judged } from '../../src/selftest/verdict.ts';

/** A folder that a self-test is run from, with a folder for temporary files of its own: what is left in it was left behind. */
export class SelftestPlace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'cgs-')));
  readonly project = join(this.root, 'p');
  readonly #tmp = join(this.root, 't');
  readonly env: Record<string, string>;

  constructor() {
    for (const folder of [this.project, this.#tmp, join(this.root, 'h')]) mkdirSync(folder);
    this.env = {
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: join(this.root, 'h'),
      TMPDIR: this.#tmp,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      CTRLG_TMUX_SOCKET: `ctrlg-none-${process.pid}`,
    };
  }

  /** A program that is this `sh` script. */
  program(name: string, script: string): string {
    const file = join(this.root, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** Folders of trials that stand here. */
  trials(): string[] {
    return readdirSync(this.#tmp).filter((name) => name.startsWith('cgst-'));
  }

  /** No file, no process and no home state was left. */
  expectNothingLeft(): void {
    expect(this.trials()).toEqual([]);
    expect(processesOf(this.#tmp).map(({ pid }) => pid)).toEqual([]);
    expect(readdirSync(join(this.root, 'h'))).toEqual([]);
  }

  async remove(): Promise<void> {
    await endProcesses(processesOf(this.root));
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const verdictOf = ({ promises }: TrialReport, id: PromiseId): Judged =>
  promises.find((judged) => judged.id === id)!;
