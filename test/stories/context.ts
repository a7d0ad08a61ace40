import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { updateContext } from '../../src/context/shared-context.ts';
import type { Brain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** Whoever is killed on the way: an agent hears of the shared context once, and of each change once. */
export function contextStories(kind: string, newBrain: () => Promise<Brain>): void {
  let rig: Rig;
  afterEach(() => rig.stop());

  const start = async () => {
    rig = new Rig({ brain: await newBrain() });
    await rig.hook('@planning warm up').answer;
    await untilIdle();
    await updateContext(rig.state, LINES, 0);
  };
  const status = () => rig.status('planning')!;
  const untilIdle = () =>
    until('the client to be idle', () => rig.brain.clientState('planning', status().client_pid!) === 'idle');
  const ask = async (prompt: string) => (await rig.hook(`@planning ${prompt}`).answer).result;
  const heard = (words: string) => rig.brain.prompts().filter((prompt) => prompt.includes(words));
  const deliveries = (step: string) => readdirSync(rig.agentFile('planning', 'deliver', step));

  /** Everything stops between the telling and the client: its text stands ready. */
  const stopAtDelivery = async (prompt: string) => {
    const { pid, client_pid } = status();
    process.kill(client_pid!, 'SIGSTOP');
    const asked = rig.hook(`@planning ${prompt}`);
    await until('the delivery to be pending', () => deliveries('pending').length > 0);
    process.kill(pid, 'SIGSTOP');
    return { asked, wrapper: pid, client: client_pid! };
  };

  describe(`the shared context, with ${kind}`, () => {
    it('told of with a task whose wrapper was killed before the client took it, it is told of once', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtDelivery('first');
      process.kill(wrapper, 'SIGKILL');
      await rig.untilAgent('planning', 'to have another wrapper', ({ pid }) => pid !== wrapper);
      process.kill(client, 'SIGCONT');
      expect((await asked.answer).result).toContain('[shared context, version 1]');
      expect(heard('Rule 7 of the house')).toHaveLength(1);
      expect(await ask('second')).toBe('echo: second');
      await updateContext(rig.state, `${LINES}\nNo rule 31.`, 1);
      const third = await ask('third');
      expect(third).toContain('changed from version 1 to 2]');
      expect(third).not.toContain('Rule 7 of');
      expect(heard('+No rule 31.')).toHaveLength(1);
    });

    it('changed while a task with it was on its way, the change comes with the next one', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtDelivery('first');
      await updateContext(rig.state, `${LINES}\nNo rule 31.`, 1);
      process.kill(wrapper, 'SIGKILL');
      await rig.untilAgent('planning', 'to have another wrapper', ({ pid }) => pid !== wrapper);
      process.kill(client, 'SIGCONT');
      expect((await asked.answer).result).toContain('[shared context, version 1]');
      const second = await ask('second');
      expect(second).toContain('changed from version 1 to 2]');
      expect(heard('No rule 31.')).toHaveLength(1);
    });

    it('told to a conversation whose client was killed and that was resumed, it is not told again', async () => {
      await start();
      await ask('first');
      await untilIdle();
      const { client_pid } = status();
      process.kill(client_pid!, 'SIGKILL');
      await rig.untilAgent(
        'planning',
        'to have another client',
        (now) => now.client_pid !== client_pid && now.status === 'idle',
        30_000,
      );
      expect(await ask('second')).toBe('echo: second');
      expect(heard('Rule 7 of the house')).toHaveLength(1);
    });
  });
}

const LINES = Array.from({ length: 30 }, (_, n) => `Rule ${n} of the house.`).join('\n');
