import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Brain, RealBrain } from '../support/brain.ts';
import { Rig, type RigOptions } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** Permission questions that are answered elsewhere than in the agent's window. */
export function permissionStories(kind: string, newBrain: () => Promise<Brain>): void {
  let rig: Rig;
  const start = async (options: Partial<RigOptions> = {}) =>
    (rig = new Rig({ brain: await newBrain(), ...options }));
  const asking = (agent = 'planning', n = 1) =>
    rig.untilAgent(
      agent,
      'to ask',
      ({ status, question_id, blocked_on }) =>
        status === 'blocked' && question_id && blocked_on?.includes(`touch asked-${n}`),
      25_000,
    );
  const untilShown = (chief: { screen(): string }, what: RegExp | string) =>
    until(`the chief to show ${what}`, () => chief.screen().match(what), { show: () => chief.screen() });
  const wasDone = (n = 1) => existsSync(join(rig.project, `asked-${n}`));
  const history = (id: string): { what: string; evidence: string }[] =>
    JSON.parse(rig.ctrlg('history', id, '--json')).task.history;
  const prompted = async (prompt: string) => {
    const chief = await rig.chief();
    await chief.pressCtrlG(prompt);
    return chief;
  };

  describe(`with ${kind} on both sides, a permission question`, () => {
    afterEach(() => rig.stop());

    it('is approved by y in the waiting hook, which counts once it was read', async () => {
      await start();
      const chief = await prompted('@planning ask-1');
      // Typed ahead, it was not meant for a question that nobody had seen.
      chief.keys('y');
      await asking();
      await untilShown(chief, /touch asked-1[\s\S]*y approve · n deny/);
      expect(rig.status('planning')!.question_id).not.toBeNull();
      const press = () => {
        chief.keys('y');
        return rig.status('planning')!.question_id === null;
      };
      await until('y to count', press, { everyMs: 300 });
      expect((await chief.answer()).result).toBe('echo: ask-1');
      const { current_task, question_id, blocked_on } = await rig.untilAgent(
        'planning',
        'to be idle',
        ({ status }) => status === 'idle',
      );
      expect({ current_task, question_id, blocked_on }).toEqual({
        current_task: null,
        question_id: null,
        blocked_on: null,
      });
    });

    it('is denied by n; the agent hears of it, and goes on', async () => {
      await start();
      const chief = await prompted('@planning ask-1');
      const { current_task } = await asking();
      await untilShown(chief, /y approve · n deny/);
      const press = () => {
        chief.keys('n');
        return rig.status('planning')!.question_id === null;
      };
      await until('n to count', press, { everyMs: 300 });
      await chief.answer();
      expect(wasDone()).toBe(false);
      const unblocked = history(current_task!).find(({ what }) => what === 'unblocked');
      expect(unblocked?.evidence).toBe('denied from the hook');
    });

    it('is answered at the window as before; what waits for another answer ends', async () => {
      await start();
      const asked = rig.hook('@planning ask-1');
      const { pane_id, question_id } = await asking();
      const approve = () => {
        rig.tmux.keys(pane_id, ...rig.brain.hands.approve);
        return rig.status('planning')!.status !== 'blocked';
      };
      await until('the approval to be taken', approve, { everyMs: 300 });
      expect((await asked.answer).result).toBe('echo: ask-1');
      await until(
        'its script to end',
        () => !existsSync(rig.agentFile('planning', 'questions', question_id!)),
      );
      expect(() => rig.ctrlg('approve', 'planning')).toThrow(/planning asks nothing/);
    });

    it('is answered by ctrlg approve, which says what it approved; a second answer is told that it is one', async () => {
      await start();
      const asked = rig.hook('@planning ask-1');
      const { question_id, current_task } = await asking();
      const [first, second] = await Promise.allSettled([
        rig.ctrlgSoon('approve', 'planning'),
        rig.ctrlgSoon('deny', 'planning', '--question', question_id!),
      ]);
      expect((await asked.answer).text).toContain(`task ${current_task}`);
      const taken = [first, second].filter(({ status }) => status === 'fulfilled');
      expect(taken).toHaveLength(1);
      expect((taken[0] as PromiseFulfilledResult<string>).value).toMatch(
        /^planning: (approved|denied): \w+: touch asked-1/,
      );
      expect(history(current_task!).filter(({ what }) => what === 'unblocked')).toHaveLength(1);
    });

    it('is denied by ctrlg deny with a note, which the model is told', async () => {
      await start();
      const asked = rig.hook('@planning ask-1');
      await asking();
      rig.ctrlg('deny', 'planning', '--note', 'count the stars instead');
      await asked.answer;
      expect(wasDone()).toBe(false);
      const isTold = ({ requests }: RealBrain['api']) =>
        requests.some(({ body }) => JSON.stringify(body).includes('count the stars instead'));
      if ('api' in rig.brain) expect(isTold((rig.brain as RealBrain).api)).toBe(true);
    });

    it('that is not asked any more approves nothing', async () => {
      await start();
      const first = rig.hook('@planning ask-1');
      const { question_id } = await asking();
      rig.ctrlg('approve', 'planning', '--question', question_id!);
      await first.answer;
      const second = rig.hook('@planning ask-2');
      const { question_id: other } = await asking('planning', 2);
      expect(() => rig.ctrlg('approve', 'planning', '--question', question_id!)).toThrow(/does not ask/);
      expect(rig.status('planning')!.question_id).toBe(other);
      expect(wasDone(2)).toBe(false);
      expect(JSON.parse(rig.ctrlg('deny', 'planning', '--note', 'not now', '--json'))).toMatchObject({
        agent: 'planning',
        question_id: other,
        decision: 'deny',
      });
      await second.answer;
    });

    it('outlives the wrapper that told of it', async () => {
      await start();
      const asked = rig.hook('@planning ask-1');
      const { question_id, pid } = await asking();
      process.kill(pid, 'SIGKILL');
      await rig.untilAgent(
        'planning',
        'to ask again',
        (status) => status.pid !== pid && status.question_id === question_id,
      );
      rig.ctrlg('approve', 'planning');
      expect((await asked.answer).result).toBe('echo: ask-1');
      expect(wasDone()).toBe(rig.brain.kind !== 'scripted');
    });

    it('of one of several tasks is answered by the key that names it', async () => {
      await start();
      const chief = await prompted('@planning hold-1\n@coding ask-2');
      await asking('coding', 2);
      await untilShown(chief, /coding asks:[\s\S]*y approve coding · n deny/);
      const press = () => {
        chief.keys('y');
        return rig.status('coding')!.question_id === null;
      };
      await until('y to count', press, { everyMs: 300 });
      rig.brain.release(1);
      expect((await chief.answer()).text).toMatch(/2 done[\s\S]*echo: hold-1[\s\S]*echo: ask-2/);
    });
  });
}
