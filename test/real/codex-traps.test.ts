import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { replacedStory, saying } from '../stories/replaced.ts';
import { codexBrain } from '../support/codex-brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

replacedStory('codex', codexBrain, {
  older: saying('codex-cli 0.30.0'),
  refusal: /runs Codex 0\.30\.0, which is too old/,
});

let rig: Rig;
const start = async (agent: Record<string, unknown> = {}) => {
  const brain = await codexBrain();
  rig = new Rig({ brain, agents: { planning: agent, coding: agent } });
  return brain;
};
const warm = async (agent: Record<string, unknown> = {}) => {
  const brain = await start(agent);
  await rig.hook('@planning warm up').answer;
  return { brain, pane: rig.status('planning')!.pane_id };
};

afterEach(() => rig?.stop());

it('a draft in the window stands untouched while a task is done beside it', async () => {
  const { pane } = await warm();
  rig.tmux.type(pane, 'half a thought');
  await until('the draft to show', () => rig.tmux.screen(pane).includes('half a thought'));
  expect((await rig.hook('@planning beside the draft').answer).result).toBe('echo: beside the draft');
  await until('the task in the window', () => rig.tmux.screen(pane).includes('echo: beside the draft'));
  expect(rig.tmux.screen(pane)).toMatch(/› half a thought/);
});

it('two agents in one folder keep apart', async () => {
  await start();
  const [one, two] = [rig.hook('@planning hold-1'), rig.hook('@coding hold-2')];
  for (const [agent, word] of [
    ['planning', 'hold-1'],
    ['coding', 'hold-2'],
  ] as const)
    await rig.untilAgent(agent, 'to run', (s) => s.current_task && s.context_summary.includes(word), 30_000);
  rig.brain.release(2);
  expect((await two.answer).result).toBe('echo: hold-2');
  rig.brain.release(1);
  expect((await one.answer).result).toBe('echo: hold-1');
  expect(rig.status('planning')!.conversation_id).not.toBe(rig.status('coding')!.conversation_id);
});

it('the app-server dies in mid-turn: the run ends as agent gone, and the conversation goes on', async () => {
  await warm();
  const asked = rig.hook('@planning hang-1');
  const { conversation_id } = await rig.untilAgent(
    'planning',
    'to run',
    (s) => s.current_task && s.context_summary.includes('hang-1'),
  );
  const pids = () =>
    JSON.parse(readFileSync(rig.agentFile('planning', 'children.json'), 'utf8')).map(
      (child: { pid: number }) => child.pid,
    );
  const before: number[] = pids();
  expect(before).toHaveLength(4);
  const isServer = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('app-server');
  for (const pid of before.filter(isServer)) process.kill(pid, 'SIGKILL');
  expect((await asked.answer).text).toMatch(/agent gone/);
  expect((await rig.hook('@planning again').answer).result).toBe('echo: again');
  expect(rig.status('planning')!.conversation_id).toBe(conversation_id);
  expect(before.filter(isAlive)).toEqual([]);
});

it('what the person has come to allow since holds in the conversation that is resumed', async () => {
  const { brain } = await warm();
  const { conversation_id } = rig.status('planning')!;
  rig.ctrlg('down', 'planning');
  const args = ['-a', 'never', '-s', 'read-only'];
  rig.configure({ agents: { planning: { ...brain.agent, args } } });
  expect((await rig.hook('@planning ask-1').answer).result).toBe('echo: ask-1');
  expect(rig.status('planning')!.conversation_id).toBe(conversation_id);
  expect(existsSync(join(rig.project, 'asked-1'))).toBe(false);
});

it('a new conversation that the person begins in the window is the agent’s from then on', async () => {
  const { pane } = await warm();
  const { conversation_id: first } = rig.status('planning')!;
  rig.tmux.type(pane, '/new');
  const press = () => {
    rig.tmux.keys(pane, 'Enter');
    return !rig.tmux.screen(pane).includes('echo: warm up');
  };
  await until('the new conversation', press, { everyMs: 500 });
  expect((await rig.hook('@planning in the new one').answer).result).toBe('echo: in the new one');
  await until('the task in the window', () => rig.tmux.screen(pane).includes('echo: in the new one'));
  expect(rig.status('planning')!.conversation_id).not.toBe(first);
});

it('an agent’s instructions reach the model, and its tokens are told turn by turn', async () => {
  const { brain } = await warm({ instructions: 'Speak "plainly".\nAlways.' });
  const { text } = await rig.hook('@planning second').answer;
  const instructions = JSON.stringify('Speak "plainly".\nAlways.').slice(1, -1);
  expect(JSON.stringify(brain.api.requests.at(-1)!.body)).toContain(instructions);
  const task = /task (\w+)/.exec(text)![1]!;
  const done = () => JSON.parse(readFileSync(join(rig.state, 'tasks', task, '.done'), 'utf8'));
  await until('the figures', () => done().tokens_in, { show: () => JSON.stringify(done()) });
  expect(done()).toMatchObject({ tokens_in: 10, tokens_out: 10 });
});

it('without a login the agent says where to log in, and the task waits', async () => {
  await start();
  writeFileSync(join(rig.root, 'h/.codex/config.toml'), 'check_for_update_on_startup = false\n');
  rig.hook('@planning wait for me');
  await rig.untilAgent(
    'planning',
    'to say so',
    ({ blocked_on }) => /not logged in/.test(blocked_on ?? ''),
    30_000,
  );
  expect(rig.status('planning')!.queue.length + Number(rig.status('planning')!.current_task !== null)).toBe(
    1,
  );
});

it('an untrusted folder opens no dialog', async () => {
  const brain = await start();
  execFileSync('git', ['init', '-q'], { cwd: rig.project });
  const config = join(rig.root, 'h/.codex/config.toml');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/\[projects[\s\S]*/, ''));
  expect((await rig.hook('@planning hello').answer).result).toBe('echo: hello');
  expect(brain.prompts()).toEqual(['hello']);
});
