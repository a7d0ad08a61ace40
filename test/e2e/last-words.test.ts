import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** An agent whose events take their time from the client to the file, in the middle of a held turn. */
async function startTurn() {
  const brain = scriptedBrain();
  rig = new Rig({ brain });
  const slow = join(rig.root, 'slow');
  mkdirSync(slow);
  writeFileSync(join(slow, 'cat'), '#!/bin/sh\nsleep 0.3\nexec /bin/cat "$@"\n');
  chmodSync(join(slow, 'cat'), 0o755);
  rig.configure({ agents: { planning: { ...brain.agent, env: { PATH: `${slow}:${rig.env.PATH}` } } } });
  const asked = rig.hook('@planning hold-1');
  const { client_pid, pane_id } = await rig.untilAgent(
    'planning',
    'to work',
    ({ status, current_task, context_summary }) =>
      status === 'working' && current_task && context_summary === 'hold-1',
  );
  rig.brain.release(1);
  await until('the end of the turn to be told', () =>
    readdirSync(rig.agentFile('planning', 'events')).some((name) => name.endsWith('-Stop.json')),
  );
  return { asked, client: client_pid!, pane: pane_id };
}

describe('a client that ends while the end of its turn is on its way', () => {
  it('was killed: its answer counts', async () => {
    const { asked, client } = await startTurn();
    process.kill(client, 'SIGKILL');
    expect((await asked.answer).result).toBe('echo: hold-1');
  });

  it('was stopped with its agent: its answer counts', async () => {
    const { asked } = await startTurn();
    rig.ctrlg('down', 'planning');
    expect((await asked.answer).result).toBe('echo: hold-1');
  });
});
