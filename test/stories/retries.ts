import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { Rig, type RigOptions } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** A passing trouble costs time, not the task; and work that had begun is never done twice. */
export function retryStories(
  kind: string,
  newBrain: () => Promise<Brain>,
  /** A client that asks a model which refuses again without end never fails for it. */
  { failsWhenRefused = true } = {},
): void {
  let rig: Rig;
  const start = async (options: Partial<RigOptions> = {}) => {
    rig = new Rig({ brain: await newBrain(), ...options });
    await rig.hook('@planning warm up').answer;
  };
  const status = () => rig.status('planning')!;
  const timesAsked = (prompt: string) => rig.brain.prompts().filter((text) => text === prompt).length;
  const timesAskedToGoOn = () => rig.brain.prompts().filter((text) => text.includes('was cut off (')).length;
  const untilWaiting = (why: RegExp) =>
    rig.untilAgent(
      'planning',
      `to wait for a retry: ${why}`,
      ({ status, blocked_on, retry_at }) => status === 'blocked' && retry_at && why.test(blocked_on ?? ''),
    );

  const itWhenRefused: (name: string, story: () => Promise<void>) => void = failsWhenRefused ? it : () => {};

  describe(`with ${kind}`, () => {
    afterEach(() => rig.stop());

    itWhenRefused('an overloaded model is tried again after a while, and answers', async () => {
      await start();
      const asked = rig.hook('@planning busy-1');
      const { retry_at } = await untilWaiting(/^retrying \(2 of 3\): overloaded$/);
      expect(Date.parse(retry_at!) - Date.now()).toBeLessThanOrEqual(2_000);
      expect((await asked.answer).result).toBe('echo: busy-1');
      expect(timesAsked('busy-1')).toBe(2);
      await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle' && s.retry_at === null);
    });

    itWhenRefused('too many requests are a reason to wait, too', async () => {
      await start();
      const asked = rig.hook('@planning rate-1');
      await untilWaiting(/rate limit/);
      expect((await asked.answer).result).toBe('echo: rate-1');
    });

    it('a turn that is cut off after it has begun is asked to go on, once, and its prompt is not sent again', async () => {
      await start();
      const asked = rig.hook('@planning cut-1 please\nwith a second line');
      await untilWaiting(/connection lost/);
      const { result } = await asked.answer;
      expect(result).toMatch(/^went on: Your last turn was cut off \(connection lost\)\. .*: cut-1 please$/);
      expect(timesAsked('cut-1 please\nwith a second line')).toBe(1);
      expect(timesAskedToGoOn()).toBe(1);
    });

    it('another task waits until the one that was cut off has been finished', async () => {
      await start();
      const first = rig.hook('@planning cut-1');
      await untilWaiting(/connection lost/);
      const second = rig.hook('@planning afterwards');
      await Promise.all([first.answer, second.answer]);
      const prompts = rig.brain.prompts().map((text) => text.replace(/^Your last .*/, 'go on'));
      expect(prompts.slice(-3)).toEqual(['cut-1', 'go on', 'afterwards']);
    });

    itWhenRefused(
      'when its retries are used up, a task fails with its prompt kept and the number of tries told',
      async () => {
        await start();
        const { text } = await rig.hook('@planning busy-3').answer;
        expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\n.*overloaded.*\(tried 3 times\)/i);
        expect(text).toMatch(/\n@planning busy-3$/);
        expect(timesAsked('busy-3')).toBe(3);
      },
    );

    itWhenRefused(
      'the wrapper is killed while it waits for a retry: the task is tried again once',
      async () => {
        await start();
        const asked = rig.hook('@planning busy-1');
        const { pid } = await untilWaiting(/overloaded/);
        process.kill(pid, 'SIGKILL');
        expect((await asked.answer).result).toBe('echo: busy-1');
        expect(timesAsked('busy-1')).toBe(2);
      },
    );

    it('the client is killed in mid-turn and the config says resume: it is asked to go on', async () => {
      await start({ agents: { planning: { onClientDeath: 'resume' }, coding: {} } });
      const asked = rig.hook('@planning hang-1');
      const { client_pid, conversation_id } = await rig.untilAgent(
        'planning',
        'to run it',
        (s) => s.current_task && s.context_summary.includes('hang-1'),
      );
      await until('the model to be asked', () => timesAsked('hang-1') === 1);
      process.kill(client_pid!, 'SIGKILL');
      expect((await asked.answer).result).toMatch(/^went on: .*The client ended \(SIGKILL\).*: hang-1$/);
      expect(status().conversation_id).toBe(conversation_id);
      expect(timesAsked('hang-1')).toBe(1);
      expect(timesAskedToGoOn()).toBe(1);
    });
  });
}

/** Whoever has a plan has its limits: it is said until when, and nothing is tried before. */
export function limitStories(kind: string, newBrain: () => Promise<Brain>): void {
  let rig: Rig;

  describe(`with ${kind}`, () => {
    afterEach(() => rig.stop());

    it('a client that goes on by itself after the limit does so for the task that waits', async () => {
      rig = new Rig({ brain: await newBrain() });
      const asked = rig.hook('@planning limit-1');
      const { pane_id } = await rig.untilAgent('planning', 'to wait', (s) => s.retry_at);
      // Claude Code submits these words 90 s after the end; whoever types them is taken for it.
      const words = 'Your claude.ai usage limit has reset. Continue the task you were working on.';
      rig.tmux.type(pane_id, words);
      await until('the words in the box', () => rig.tmux.screen(pane_id).includes('you were working on.'));
      rig.tmux.keys(pane_id, 'Enter');
      expect((await asked.answer).result).toBe(`echo: ${words}`);
      expect(rig.brain.prompts()).toEqual(['limit-1', words]);
      await rig.untilAgent('planning', 'to be free', (s) => s.status === 'idle' && s.retry_at === null);
    });

    it('a usage limit parks the task until its end and says so; it can be cancelled meanwhile', async () => {
      rig = new Rig({ brain: await newBrain() });
      const asked = rig.hook('@planning limit-1');
      const { retry_at, queue, pane_id } = await rig.untilAgent(
        'planning',
        'to say until when',
        (s) => s.status === 'blocked' && /^usage limit until .*\d\d:\d\d$/.test(s.blocked_on ?? ''),
      );
      const hours = (Date.parse(retry_at!) - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(2.9);
      expect(hours).toBeLessThan(3.3);
      expect(queue).toHaveLength(1);
      rig.ctrlg('cancel', queue[0]!);
      await until('the done marker', () => existsSync(join(rig.state, 'tasks', queue[0]!, '.done')));
      expect((await asked.answer).text).toMatch(/cancelled/);
      await rig.untilAgent('planning', 'to be free', (s) => s.status === 'idle' && s.retry_at === null);
      expect(rig.brain.prompts()).toEqual(['limit-1']);
      // Claude Code would go on by itself with what nobody wants any more.
      const isTakenBack = () => rig.tmux.screen(pane_id).includes('Automatic continue cancelled');
      if (rig.brain.kind === 'claude') await until('its own going on to be taken back', isTakenBack);
    });
  });
}
