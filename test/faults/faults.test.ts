import { afterEach, expect, it } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { faultRun, sizeOfRun } from './run.ts';
import { endAll } from './settle.ts';

let rig: Rig | undefined;
afterEach(async () => rig && (await endAll(rig)));

const size = sizeOfRun(process.env);

it(`${size.tasks} tasks outlive ${size.seconds} s of kills: each ends once, and nothing is lost, doubled or left (seed ${size.seed})`, {
  timeout: (size.seconds + 120) * 1_000,
  // A second run that is clean as well tells a fault of ours from one of the machine's; both reports are printed.
  retry: process.env.FAULT_SEED ? 0 : 1,
}, async () => {
  const run = faultRun(size);
  rig = run.rig;
  const { violations, report } = await run.verdict;
  expect(violations, report).toEqual([]);
});
