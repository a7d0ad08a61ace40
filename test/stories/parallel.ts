import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { type Chief, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** Many tasks from one prompt file, in the background, in pools, one after the other: from a chief that presses real keys. */
export function parallelStories(kind: string, newBrain: () => Promise<Brain>): void {
  let rig: Rig;
  const start = async (agents: Record<string, object> = { planning: {}, coding: {}, testing: {} }) => {
    rig = new Rig({ brain: await newBrain(), agents: agents as Record<string, Record<string, unknown>> });
    return rig.chief();
  };
  const untilRuns = (agent: string, word: string) =>
    rig.untilAgent(
      agent,
      `to run ${word}`,
      ({ status, current_task, context_summary }) =>
        status === 'working' && current_task && context_summary.includes(word),
      25_000,
    );
  const marker = (task: string) => join(rig.state, 'tasks', task, '.done');
  const ended = async (task: string) => {
    await until(`${task} to end`, () => existsSync(marker(task)), { show: () => rig.describe() });
    return JSON.parse(readFileSync(marker(task), 'utf8'));
  };
  /** What the models were asked, in order, without the first of a warm agent. */
  const prompts = () => rig.brain.prompts().filter((text) => text !== 'warm up');
  const shows = (chief: Chief, what: RegExp) =>
    until(`the chief to show ${what}`, () => chief.screen().match(what), { show: () => chief.screen() });
  const taskIn = (text: string) => /ctrlg results (\w+)/.exec(text)![1]!;

  describe(`with ${kind} on both sides`, () => {
    afterEach(() => rig.stop());

    it('three agents work at once, and one answer holds their results in the order written', async () => {
      const chief = await start();
      await chief.pressCtrlG('All read this.\n\n@planning hold-1\n@coding hold-2\n@testing hold-3');
      await Promise.all([
        untilRuns('planning', 'All read this'),
        untilRuns('coding', 'All read this'),
        untilRuns('testing', 'All read this'),
      ]);
      for (const n of [3, 2, 1]) rig.brain.release(n);
      const { text, code } = await chief.answer();
      expect(code).toBe(0);
      expect(text).toMatch(
        /^\[ctrlg\] 3 tasks: 3 done · wall \d:\d\d · turns \d:\d\d.*\n\n## planning · done in .* · task \w+\n\necho: All read this\.\s+hold-1\n\n## coding · done [\s\S]*hold-2\n\n## testing · done [\s\S]*hold-3\n$/,
      );
    });

    it('what was done is answered, and what failed stands below to be asked again', async () => {
      const chief = await start();
      const { text } = await chief.ask('@planning say it\n@coding fail-1\n');
      expect(text).toMatch(
        /^\[ctrlg\] 2 tasks: 1 done, 1 failed .*\n\n## planning · done .*\n\necho: say it\n\n## coding · failed .*\n.*the model refused/,
      );
      expect(text).toMatch(/\n----- not done, as you asked for it \(\w+\) -----\n@coding fail-1$/);
    });

    it('a background task gives a ticket at once, its end is told, and its result is offered', async () => {
      const chief = await start();
      const { text } = await chief.ask('@planning& hold-1');
      expect(text).toMatch(/^\[ctrlg\] planning works on it in the background: ctrlg results \w+\n$/);
      await untilRuns('planning', 'hold-1');
      rig.brain.release(1);
      await ended(taskIn(text));
      const bell = () => rig.tmux.run('display-message', '-p', '-t', chief.pane, '#{window_bell_flag}');
      await until('the bell in the chief’s window', () => bell() === '1');
      await chief.pressCtrlG('Take it:\n');
      await shows(chief, /results waiting \(1\)/);
      chief.keys('r');
      await shows(chief, /planning +done just now/);
      chief.keys('Enter');
      const offered = await chief.answer();
      expect(offered.text).toContain('echo: hold-1');
      expect(offered.text).toContain('Take it:');
      expect(prompts()).toEqual(['hold-1']);
    });

    it('b leaves a task in the background; the chief is closed, and its result is had by its ticket', async () => {
      const chief = await start();
      await chief.pressCtrlG('@planning hold-1\n@coding quick');
      await untilRuns('planning', 'hold-1');
      await shows(chief, /✓ coding/);
      chief.keys('b');
      const { text } = await chief.answer();
      expect(text).toMatch(/^\[ctrlg\] 2 tasks: 1 in the background, 1 done\n/);
      expect(text).toContain('echo: quick');
      rig.tmux.run('kill-pane', '-t', chief.pane);
      const attached = rig.ctrlgSoon('results', '--attach', taskIn(text));
      rig.brain.release(1);
      expect((await attached).trim()).toBe('echo: hold-1');
    });

    it('a task that comes after another is begun when that one is done', async () => {
      const chief = await start();
      await chief.pressCtrlG('@planning hold-1\n@coding(after=planning) the second one');
      await untilRuns('planning', 'hold-1');
      await shows(chief, /coding +waiting for planning/);
      await until('the first to be asked', () => prompts().length > 0);
      expect(prompts()).toEqual(['hold-1']);
      rig.brain.release(1);
      expect((await chief.answer()).text).toMatch(/2 done[\s\S]*echo: hold-1[\s\S]*echo: the second one/);
      expect(prompts().sort()).toEqual(['hold-1', 'the second one']);
    });

    it('@all asks every agent', async () => {
      const chief = await start();
      const { text } = await chief.ask('@all who are you?', 60_000);
      expect(text).toMatch(/3 done[\s\S]*## planning[\s\S]*## coding[\s\S]*## testing/);
      expect(text.match(/echo: who are you\?/g)).toHaveLength(3);
    });

    it('a pool starts its second member for a second task', async () => {
      const chief = await start({ coding: { max: 2 } });
      await chief.pressCtrlG('@coding hold-1\n@coding hold-2');
      // Whichever is up first takes the first.
      await Promise.all([untilRuns('coding', 'hold-'), untilRuns('coding-2', 'hold-')]);
      rig.brain.release(2);
      rig.brain.release(1);
      const { text } = await chief.answer();
      expect(text).toMatch(/2 done[\s\S]*echo: hold-1[\s\S]*echo: hold-2/);
      expect([...text.matchAll(/^## (\S+) · done/gm)].map(([, name]) => name).sort()).toEqual([
        'coding',
        'coding-2',
      ]);
    });

    it('a task of high priority overtakes those that wait', async () => {
      const chief = await start();
      const first = rig.hook('@planning hold-1');
      await untilRuns('planning', 'hold-1');
      await chief.pressCtrlG('@planning the usual\n@planning(priority=high) the urgent one');
      await rig.untilAgent('planning', 'to have a queue', ({ queue }) => queue.length === 2);
      rig.brain.release(1);
      await first.answer;
      expect((await chief.answer()).text).toMatch(/2 done[\s\S]*the usual[\s\S]*the urgent one/);
      expect(prompts()).toEqual(['hold-1', 'the urgent one', 'the usual']);
    });

    it('when its deadline passes the chief goes on; the late result is kept, called late, and offered', async () => {
      const chief = await start();
      await chief.ask('@planning warm up');
      await chief.pressCtrlG('@planning(timeout=3s) hold-1');
      const { current_task: task } = await untilRuns('planning', 'hold-1');
      const { text } = await chief.answer();
      expect(text).toMatch(/^\[ctrlg\] planning · timed out .*/);
      expect(text).toMatch(/\n@planning\(timeout=3s\) hold-1$/);
      rig.brain.release(1);
      expect(await ended(task!)).toMatchObject({ status: 'done', late: true });
      expect(rig.ctrlg('results')).toMatch(new RegExp(`${task}.*late`));
      await chief.pressCtrlG('Take it:\n');
      await shows(chief, /results waiting \(1\)/);
      chief.keys('r');
      await shows(chief, /planning +.*late/);
      chief.keys('Enter');
      expect((await chief.answer()).text).toMatch(/late[\s\S]*echo: hold-1/);
    });
  });
}
