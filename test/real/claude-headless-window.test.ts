import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { RealBrain } from '../support/brain.ts';
import { headlessBrain } from '../support/headless-brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
let brain: RealBrain;
const start = async (own: Record<string, unknown> = {}) => {
  brain = await headlessBrain();
  rig = new Rig({ brain, agents: { planning: own, coding: {} } });
  await rig.hook('@planning warm up').answer;
  return rig.status('planning')!.pane_id;
};
const screen = (pane: string) => rig.tmux.run('capture-pane', '-p', '-J', '-S', '-', '-t', pane);
const untilShown = (pane: string, what: string) =>
  until(what, () => screen(pane).includes(what), { show: () => screen(pane) });
const type = (pane: string, line: string) => {
  rig.tmux.type(pane, line);
  rig.tmux.keys(pane, 'Enter');
};
const untilRuns = (word: string) =>
  rig.untilAgent('planning', `to run ${word}`, (s) => s.current_task && s.context_summary.includes(word));

afterEach(() => rig.stop());

it('the window shows the prompt, what the agent says and does, and what the turn took', async () => {
  const pane = await start();
  await rig.hook('@planning cut-1').answer.catch(() => {});
  for (const words of ['› warm up', 'echo: warm up', '✓ done after', '● Read: ', '✗ failed', '$0.000'])
    await untilShown(pane, words);
});

it('what a turn took stands in its done marker, and is not added up from turn to turn', async () => {
  await start();
  const figures = async (prompt: string) => {
    const { text } = await rig.hook(`@planning ${prompt}`).answer;
    const task = /task (\w+)/.exec(text)![1]!;
    const { tokens_in, tokens_out, cost_usd } = JSON.parse(
      readFileSync(join(rig.state, 'tasks', task, '.done'), 'utf8'),
    );
    return { tokens_in, tokens_out, cost_usd };
  };
  const one = await figures('one');
  expect(one).toEqual({ tokens_in: 10, tokens_out: 10, cost_usd: expect.any(Number) });
  expect(await figures('two')).toEqual(one);
});

it('a line typed in mid-turn is sent after it', async () => {
  const pane = await start();
  const asked = rig.hook('@planning hold-1');
  await untilRuns('hold-1');
  type(pane, 'by hand');
  await untilShown(pane, 'It waits until this turn is over.');
  brain.release(1);
  expect((await asked.answer).result).toBe('echo: hold-1');
  await untilShown(pane, 'echo: by hand');
  expect(brain.prompts()).toEqual(['warm up', 'hold-1', 'by hand']);
});

it('a text pasted in several lines is one prompt', async () => {
  const pane = await start();
  rig.tmux.run('set-buffer', '-b', 'pasted', 'one\n\ntwo\n');
  rig.tmux.run('paste-buffer', '-b', 'pasted', '-t', pane);
  await untilShown(pane, 'echo: one');
  expect(brain.prompts().at(-1)).toBe('one\n\ntwo');
});

it('Ctrl-C twice at idle ends the agent, and once does not', async () => {
  const pane = await start();
  rig.tmux.keys(pane, 'C-c');
  await untilShown(pane, 'Ctrl-C once more ends it.');
  expect((await rig.hook('@planning still there').answer).result).toBe('echo: still there');
  await rig.untilAgent('planning', 'to be idle', (s) => s.status === 'idle');
  rig.tmux.keys(pane, 'C-c');
  rig.tmux.keys(pane, 'C-c');
  const { stopped_because } = await rig.untilAgent('planning', 'to stop', (s) => s.status === 'stopped');
  expect(stopped_because).toContain('quit in its window');
});

it('Ctrl-S does not stop the agent', async () => {
  const pane = await start();
  rig.tmux.keys(pane, 'C-s');
  expect((await rig.hook('@planning go on').answer).result).toBe('echo: go on');
  await untilShown(pane, 'echo: go on');
});

it('the answer waits for a background task that the turn left pending', async () => {
  await start({
    args: ['--permission-mode', 'bypassPermissions', '--allow-dangerously-skip-permissions'],
    env: { IS_SANDBOX: '1' },
  });
  brain.api.reply(({ text }) => {
    if (text === '') return 'after the background task';
    if (!text.includes('in the background')) return `echo: ${text}`;
    const input = { command: 'sleep 1', description: 'waits', run_in_background: true };
    // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
    return { kind: 'tool', name: 'Bash', input, then: 'started it' };
  });
  const { result } = await rig.hook('@planning do it in the background').answer;
  expect(result).toBe('after the background task');
});

it('a connector that is killed leaves no program behind', async () => {
  await start();
  const children = () => JSON.parse(readFileSync(rig.agentFile('planning', 'children.json'), 'utf8'));
  const asked = rig.hook('@planning hang-1');
  const { client_pid } = await untilRuns('hang-1');
  const [{ pid }] = children();
  process.kill(client_pid!, 'SIGKILL');
  await asked.answer;
  await until('the program to be ended', () => !existsSync(`/proc/${pid}`));
  expect((await rig.hook('@planning back').answer).result).toBe('echo: back');
});
