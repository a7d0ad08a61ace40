import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** A conversation that is kept short between tasks, and tasks that do not hang on whether that works. */
export function warmUpStories(kind: string, newBrain: () => Promise<Brain>, { hasBox = true } = {}): void {
  let rig: Rig;
  const start = async (warmUp: string) => {
    rig = new Rig({ brain: await newBrain(), agents: { planning: { warmUp }, coding: {} } });
  };
  const ask = async (prompt: string) => (await rig.hook(`@planning ${prompt}`).answer).result;
  const warmUps = () => rig.log('planning').match(/warm-up \/\w+: submitted/g) ?? [];

  describe(`with ${kind}`, () => {
    afterEach(() => rig.stop());

    it('each task but the first begins a new conversation when the config says clear', async () => {
      await start('clear');
      expect(await ask('first')).toBe('echo: first');
      const { conversation_id: first } = rig.status('planning')!;
      expect(await ask('second')).toBe('echo: second');
      expect(rig.status('planning')!.conversation_id).not.toBe(first);
      expect(warmUps()).toEqual(['warm-up /clear: submitted']);
    });

    it('the conversation is made shorter before each task but the first when it says compact', async () => {
      await start('compact');
      expect(await ask('first')).toBe('echo: first');
      const { conversation_id: first } = rig.status('planning')!;
      expect(await ask('second')).toBe('echo: second');
      expect(rig.status('planning')!.conversation_id).toBe(first);
      expect(warmUps()).toEqual(['warm-up /compact: submitted']);
      const { pane_id } = rig.status('planning')!;
      await until('the window to show it', () => /compact(ed|ion)|compress/i.test(rig.tmux.screen(pane_id)), {
        show: () => rig.describe(),
      });
    });

    it('a turn that was cut off is asked to go on in the conversation that it stands in', async () => {
      await start('clear');
      expect(await ask('cut-1')).toMatch(/^went on: /);
      expect(warmUps()).toEqual([]);
    });

    if (hasBox) {
      it('a draft of a person’s keeps the warm-up back, and the task with it', async () => {
        await start('clear');
        await ask('first');
        const pane = rig.status('planning')!.pane_id;
        rig.tmux.type(pane, 'half a thought');
        await until('the draft to show', () => rig.tmux.screen(pane).includes('half a thought'));
        const asked = rig.hook('@planning second');
        await rig.untilAgent('planning', 'to notice the draft', ({ blocked_on }) =>
          /draft/.test(blocked_on ?? ''),
        );
        rig.tmux.keys(pane, 'Enter');
        expect((await asked.answer).result).toBe('echo: second');
      });
    }
  });
}
