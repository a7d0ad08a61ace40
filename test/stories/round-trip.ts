import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { Rig, type RigOptions } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** The main job, told once and run on every kind of client. */
export function roundTripStories(
  kind: string,
  newBrain: () => Promise<Brain>,
  /** A client without an input box has no draft that a prompt could meet. */
  { hasBox = true } = {},
): void {
  let rig: Rig;
  const start = async (options: Partial<RigOptions> = {}) =>
    (rig = new Rig({ brain: await newBrain(), ...options }));
  afterEach(() => rig.stop());

  describe(`with ${kind} on both sides`, () => {
    it('a prompt goes to the agent that it names, and its answer stands in the prompt file', async () => {
      await start();
      const chief = await rig.chief();
      const answer = await chief.ask('@planning say hello');
      expect(answer.code).toBe(0);
      expect(answer.text).toMatch(/^\[ctrlg\] planning · done in [\d.]+ m?s · task \w+\n\necho: say hello$/);
      const { attended } = await rig.untilAgent(
        'planning',
        'to be idle',
        ({ status, current_task }) => status === 'idle' && current_task === null,
      );
      expect(attended).toBe(false);
    });

    it('the agent keeps its conversation from one task to the next', async () => {
      await start();
      const chief = await rig.chief();
      await chief.ask('@planning first');
      const { conversation_id: first } = await rig.untilAgent(
        'planning',
        'to be idle',
        ({ status }) => status === 'idle',
      );
      await chief.ask('@planning second');
      expect(rig.status('planning')!.conversation_id).toBe(first);
    });

    it('a prompt for a busy agent waits in its queue and gets its own answer', async () => {
      await start();
      const first = rig.hook('@planning hold-1');
      await rig.untilAgent(
        'planning',
        'to work',
        ({ status, current_task }) => status === 'working' && current_task,
      );
      const second = rig.hook('@planning second');
      await rig.untilAgent('planning', 'to have a queue', ({ queue }) => queue.length === 1);
      rig.brain.release(1);
      expect((await first.answer).result).toBe('echo: hold-1');
      expect((await second.answer).result).toBe('echo: second');
    });

    it('two chiefs at once start an agent once and each gets its own answer', async () => {
      await start();
      const [one, two] = await Promise.all([rig.chief(), rig.chief()]);
      const answers = await Promise.all([one!.ask('@planning from one'), two!.ask('@planning from two')]);
      expect(answers.map(({ result }) => result)).toEqual(['echo: from one', 'echo: from two']);
      const windows = rig.tmux.run('list-windows', '-a', '-F', '#{window_name}').split('\n');
      expect(windows.filter((name) => name === 'planning')).toHaveLength(1);
    });

    if (hasBox) {
      it('a draft in the agent’s input box is left alone until its owner sends it', async () => {
        await start();
        await rig.hook('@planning warm up').answer;
        const pane = rig.status('planning')!.pane_id;
        rig.tmux.type(pane, 'half a thought');
        await until('the draft to show', () => rig.tmux.screen(pane).includes('half a thought'));
        const asked = rig.hook('@planning after the draft');
        await rig.untilAgent(
          'planning',
          'to notice the draft',
          ({ attended, blocked_on }) => attended && blocked_on?.includes('draft'),
        );
        await until('the draft to stand', () => rig.tmux.screen(pane).includes('half a thought'));
        rig.tmux.keys(pane, 'Enter');
        expect((await asked.answer).result).toBe('echo: after the draft');
        expect(rig.tmux.screen(pane)).toContain('echo: half a thought');
      });
    }

    it('a person’s own prompt makes the agent attended, and idle again by itself', async () => {
      await start();
      await rig.hook('@planning warm up').answer;
      const pane = rig.status('planning')!.pane_id;
      rig.tmux.type(pane, 'hold-1 by hand');
      // A client may take an Enter so soon after the text for a part of it.
      const send = () => {
        rig.tmux.keys(pane, 'Enter');
        const { status, attended } = rig.status('planning')!;
        return status === 'working' && attended;
      };
      await until('it to be attended', send, { everyMs: 300 });
      const asked = rig.hook('@planning not before');
      await rig.untilAgent('planning', 'to queue it', ({ queue }) => queue.length === 1);
      rig.brain.release(1);
      expect((await asked.answer).result).toBe('echo: not before');
      await rig.untilAgent(
        'planning',
        'to be idle',
        ({ status, attended }) => status === 'idle' && !attended,
      );
    });

    it('a turn interrupted in the agent’s window ends the run at once, with the prompt kept', async () => {
      await start();
      await rig.hook('@planning warm up').answer;
      const asked = rig.hook('@planning hang-1 please');
      const { pane_id } = await rig.untilAgent('planning', 'to take it', ({ context_summary }) =>
        context_summary.includes('hang-1'),
      );
      await rig.interruptByHand(pane_id);
      const pressed = Date.now();
      const answer = await asked.answer;
      expect(Date.now() - pressed).toBeLessThan(rig.brain.hands.isOverWithinMs ?? 1_500);
      expect(answer.text).toMatch(/cancelled/);
      expect(answer.text).toMatch(/\n@planning hang-1 please$/);
    });

    it('a permission question is shown word for word, and the result arrives once it is answered', async () => {
      await start();
      const chief = await rig.chief();
      await chief.pressCtrlG('@planning ask-1');
      const { pane_id } = await rig.untilAgent(
        'planning',
        'to ask',
        ({ status, blocked_on }) => status === 'blocked' && /^\w+: touch asked-1$/.test(blocked_on ?? ''),
      );
      await until('the question in the waiting hook', () => chief.screen().includes('touch asked-1'), {
        show: () => chief.screen(),
      });
      // The event comes before the dialog takes keys; Enter on an empty box does nothing.
      const approve = () => {
        rig.tmux.keys(pane_id, ...rig.brain.hands.approve);
        return rig.status('planning')!.status !== 'blocked';
      };
      await until('the approval to be taken', approve, { everyMs: 300 });
      expect((await chief.answer()).result).toBe('echo: ask-1');
    });

    it('a failure at the model is reported above the unchanged prompt', async () => {
      await start();
      const { text, code } = await rig.hook('@planning fail-1').answer;
      expect(code).toBe(0);
      expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\n.*the model refused/);
      expect(text).toMatch(/\n@planning fail-1$/);
    });

    it('Ctrl-C in the waiting hook leaves the chief alive, the prompt as it was, and the run going on', async () => {
      await start();
      const chief = await rig.chief();
      await chief.pressCtrlG('@planning hold-1');
      const { current_task } = await rig.untilAgent(
        'planning',
        'to work',
        ({ current_task, status }) => current_task && status === 'working',
      );
      chief.keys('C-c');
      expect((await chief.answer()).text).toBe('@planning hold-1');
      expect(chief.isAlive).toBe(true);
      rig.brain.release(1);
      await until('the result to be kept', () =>
        existsSync(join(rig.state, 'tasks', current_task!, '.done')),
      );
    });

    it('a command goes to the client itself only in its explicit form', async () => {
      await start();
      await rig.hook('@planning warm up').answer;
      const asText = await rig.hook('@planning /clear the table').answer;
      expect(asText.result).toContain('/clear the table');
      const before = rig.status('planning')!.conversation_id;
      const asCommand = await rig.hook('@planning! /clear').answer;
      expect(asCommand.text).toContain('done');
      expect(rig.status('planning')!.conversation_id).not.toBe(before);
    });
  });
}
