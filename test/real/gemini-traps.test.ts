import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { replacedStory } from '../stories/replaced.ts';
import type { RealBrainOptions } from '../support/brain.ts';
import { geminiBrain } from '../support/gemini-brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** Its version is read, and not asked for. */
function olderPackage(folder: string): string {
  const file = join(folder, 'package/gemini.js');
  mkdirSync(dirname(file));
  writeFileSync(join(folder, 'package/package.json'), '{"name":"@google/gemini-cli","version":"0.20.0"}');
  writeFileSync(file, '', { mode: 0o755 });
  return file;
}

replacedStory('gemini', geminiBrain, {
  older: olderPackage,
  refusal: /runs Gemini CLI 0\.20\.0[\s\S]*Update it with: npm install -g @google\/gemini-cli/,
});

let rig: Rig;
const start = async (options: RealBrainOptions = {}) => {
  const brain = await geminiBrain(options);
  rig = new Rig({ brain });
  return brain;
};
const untilBlocked = (words: RegExp, timeoutMs = 40_000) =>
  rig.untilAgent(
    'planning',
    `to say ${words}`,
    ({ status, blocked_on }) => status === 'blocked' && words.test(blocked_on ?? ''),
    timeoutMs,
  );
const home = (name: string) => join(rig.root, 'h/.gemini', name);

afterEach(() => rig?.stop());

/** A task meets a limit that lasts for hours; `answer` lifts it. */
const atTheLimit = async () => {
  const brain = await start();
  await rig.hook('@planning warm up').answer;
  const message = 'You exceeded your current quota. Please retry in 10800s.';
  brain.api.reply(() => ({ kind: 'error', status: 429, message }));
  const asked = rig.hook('@planning do it');
  const pane = rig.status('planning')!.pane_id;
  await until('the dialog', () => /Usage limit reached[\s\S]*Keep trying/.test(rig.tmux.screen(pane)));
  const answer = () => brain.api.reply(() => ({ kind: 'text', text: 'at last' }));
  return { asked, answer, pane };
};

it('the event of a turn’s end is lost: the answer is there within seconds all the same', async () => {
  await start();
  await rig.hook('@planning warm up').answer;
  const asked = rig.hook('@planning hold-1 with a second line\n  of its own');
  const { pid } = await rig.untilAgent('planning', 'to run', (s) => s.context_summary.includes('hold-1'));
  process.kill(pid, 'SIGSTOP');
  rig.brain.release(1);
  const events = rig.agentFile('planning', 'events');
  const end = await until('the event', () => readdirSync(events).find((name) => name.includes('AfterAgent')));
  await until('the whole of it', () => /\}\s*$/.test(readFileSync(join(events, end), 'utf8')));
  rmSync(join(events, end));
  process.kill(pid, 'SIGCONT');
  const from = Date.now();
  expect((await asked.answer).result).toBe('echo: hold-1 with a second line\n  of its own');
  expect(Date.now() - from).toBeLessThan(10_000);
  expect((await rig.hook('@planning afterwards').answer).result).toBe('echo: afterwards');
});

it('nobody is logged in: the agent says where to log in, and the task waits', async () => {
  await start({ extraEnv: { GEMINI_API_KEY: '' } });
  rig.hook('@planning wait for me');
  const { queue, current_task } = await untilBlocked(
    /^Nobody is logged in: log in in its window\..*GEMINI_API_KEY/,
  );
  expect(queue.length + Number(current_task !== null)).toBe(1);
  expect(rig.brain.prompts()).toEqual([]);
});

it('a folder that is not trusted yet: the agent is blocked until its person trusts it, and the task is done then', async () => {
  await start();
  writeFileSync(home('trustedFolders.json'), '{}');
  const asked = rig.hook('@planning behind the trust dialog');
  const { pane_id } = await untilBlocked(/trust the folder/);
  await until('the dialog', () => /Trust folder/.test(rig.tmux.screen(pane_id)));
  rig.tmux.keys(pane_id, 'Enter');
  expect((await asked.answer).result).toBe('echo: behind the trust dialog');
});

it('a turn without an answer is a failure, and its prompt is kept', async () => {
  const brain = await start();
  await rig.hook('@planning warm up').answer;
  brain.api.reply(() => ({ kind: 'text', text: '' }));
  const { text } = await rig.hook('@planning say nothing').answer;
  expect(text).toMatch(/^\[ctrlg\] planning · failed after /);
  expect(text).toMatch(/\n@planning say nothing$/);
});

it('a wrong key fails the task with what the model’s side said, and its prompt is kept', async () => {
  const brain = await start();
  brain.api.reply(() => ({ kind: 'error', status: 401, message: 'API key not valid' }));
  const { text } = await rig.hook('@planning who am I?').answer;
  expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\n.*API key not valid/);
  expect(text).toMatch(/\n@planning who am I\?$/);
});

it('a plan’s limit opens a dialog: the task is kept, and is done when its person says to keep trying', async () => {
  const { asked, answer, pane } = await atTheLimit();
  expect(rig.status('planning')!.current_task).not.toBeNull();
  answer();
  const press = () => {
    rig.tmux.keys(pane, 'Enter');
    return rig.status('planning')!.current_task === null;
  };
  await until('the dialog to be answered', press, { everyMs: 500 });
  expect((await asked.answer).result).toBe('at last');
});

it('a task at a plan’s limit can be cancelled; the next one waits until the dialog, which stays, is closed', async () => {
  const { asked, answer, pane } = await atTheLimit();
  answer();
  rig.ctrlg('cancel', rig.status('planning')!.current_task!);
  expect((await asked.answer).text).toMatch(/^\[ctrlg\] planning · cancelled after /);
  const next = rig.hook('@planning and now?');
  await untilBlocked(/A dialog is open in its window/);
  rig.tmux.keys(pane, 'Down', 'Enter');
  expect((await next.answer).result).toBe('at last');
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

it('its agents do not update it, and the person’s own settings stay as they are', async () => {
  await start();
  const theirs = readFileSync(home('settings.json'), 'utf8');
  await rig.hook('@planning hello').answer;
  const ours = JSON.parse(readFileSync(rig.agentFile('planning', 'gemini/.gemini/settings.json'), 'utf8'));
  expect(ours.general.enableAutoUpdate).toBe(false);
  expect(readFileSync(home('settings.json'), 'utf8')).toBe(theirs);
});

it('an agent’s instructions reach the model, and its tokens are told', async () => {
  const brain = await start({ agent: { instructions: 'Speak plainly.\nAlways.' } });
  const { text } = await rig.hook('@planning hello').answer;
  expect(JSON.stringify(brain.api.requests.at(-1)!.body)).toContain('Speak plainly.\\nAlways.');
  const task = /task (\w+)/.exec(text)![1]!;
  const done = () => JSON.parse(readFileSync(join(rig.state, 'tasks', task, '.done'), 'utf8'));
  await until('the figures', () => done().tokens_in, { show: () => JSON.stringify(done()) });
  expect(done()).toMatchObject({ tokens_in: 10, tokens_out: 10 });
});

it('its processes end with its window', async () => {
  await start();
  await rig.hook('@planning hello').answer;
  const { client_pid } = rig.status('planning')!;
  rig.tmux.run('kill-window', '-t', rig.status('planning')!.window_id);
  const left = () => execFileSync('ps', ['-A', '-o', 'pid=,stat='], { encoding: 'utf8' });
  const runs = () => new RegExp(`^ *${client_pid} +[^Z]`, 'm').test(left());
  await until('it to end', () => !runs(), { show: left });
});
