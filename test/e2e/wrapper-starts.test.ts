import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { Status } from '../../src/status/status.ts';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** Kills an idle agent's wrapper as if at an earlier moment of its life, when its status said this. */
async function killedWhen(earlier: Partial<Status>): Promise<Status> {
  rig = new Rig({ brain: scriptedBrain() });
  await rig.hook('@planning warm up').answer;
  const status = await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle');
  process.kill(status.pid, 'SIGSTOP');
  const file = rig.agentFile('planning', 'status.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...earlier }));
  process.kill(status.pid, 'SIGKILL');
  return status;
}

it('a wrapper that was killed before it told of its client leaves it to the next one, which ends it', async () => {
  const { client_pid } = await killedWhen({ status: 'starting', client_pid: null, client_pid_started: null });
  const answer = await rig.hook('@planning who is there?').answer;
  expect(answer.result).toBe('echo: who is there?');
  await until('the other client to be gone', () => !isAlive(client_pid!));
  expect(rig.status('planning')!.client_pid).not.toBe(client_pid);
});

it('a wrapper that was killed with its client’s start event in hand is followed by one that does without', async () => {
  const { client_pid } = await killedWhen({ status: 'starting' });
  const answer = await rig.hook('@planning are you up?').answer;
  expect(answer.result).toBe('echo: are you up?');
  expect(rig.status('planning')!.client_pid).toBe(client_pid);
});

it('a client that is killed twice right after its start keeps its conversation', async () => {
  rig = new Rig({ brain: scriptedBrain() });
  await rig.hook('@planning warm up').answer;
  const { conversation_id } = await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle');
  for (let kills = 0; kills < 2; kills += 1) {
    const { client_pid } = rig.status('planning')!;
    process.kill(client_pid!, 'SIGKILL');
    await rig.untilAgent(
      'planning',
      'to have another client',
      (s) => s.status === 'idle' && s.client_pid && s.client_pid !== client_pid,
    );
  }
  expect((await rig.hook('@planning who am I?').answer).result).toBe('echo: who am I?');
  expect(rig.status('planning')!.conversation_id).toBe(conversation_id);
});
