import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { RealBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

export interface Replacement {
  /** Makes an older program in a folder; its file. */
  readonly older: (folder: string) => string;
  /** Why it is refused. */
  readonly refusal: RegExp;
}

/** A program that says one thing to whatever it is asked. */
export const saying = (what: string) => (folder: string) => {
  const file = join(folder, 'older');
  writeFileSync(file, `#!/bin/sh\necho '${what}'\n`, { mode: 0o755 });
  return file;
};

/** A client's program that is updated, or put back, under a running agent. */
export function replacedStory(
  kind: string,
  newBrain: () => Promise<RealBrain>,
  { older, refusal }: Replacement,
): void {
  let rig: Rig;
  // It is called for the other tests of its file, too.
  afterEach(() => rig?.stop());

  it(`${kind} is replaced while it runs: the turn goes on, and what is started next is looked at again`, async () => {
    const brain = await newBrain();
    rig = new Rig({ brain });
    const [binary, ...args] = brain.agent.command as string[];
    const program = join(rig.root, 'bin', kind);
    mkdirSync(join(rig.root, 'bin'));
    const putThere = (file: string) => {
      symlinkSync(file, `${program}.new`);
      renameSync(`${program}.new`, program);
    };
    putThere(binary!);
    rig.configure({ agents: { planning: { ...brain.agent, command: [program, ...args] } } });
    const asked = rig.hook('@planning hold-1');
    const { conversation_id } = await rig.untilAgent(
      'planning',
      'to work',
      (status) => status.current_task && status.context_summary.includes('hold-1'),
      60_000,
    );
    putThere(older(rig.root));
    brain.release(1);
    expect((await asked.answer).result).toBe('echo: hold-1');
    rig.ctrlg('down', 'planning');
    const refused = await rig.hook('@planning not lost').answer;
    expect(refused.text).toMatch(refusal);
    expect(refused.text).toMatch(/\n@planning not lost$/);
    putThere(binary!);
    expect((await rig.hook('@planning after the mend').answer).result).toBe('echo: after the mend');
    expect(rig.status('planning')!.conversation_id).toBe(conversation_id);
  });
}
