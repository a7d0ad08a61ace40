import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readAsk, takeAsk, takenAsk } from '../../src/asking/ask-file.ts';
import { taskPlaces } from '../../src/project/places.ts';
import { writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { newTask } from '../../src/tasks/task.ts';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** A PATH whose `node` does not start before `go` is there. */
function slowNode() {
  const folder = join(rig.root, 'slow');
  mkdirSync(folder);
  const node = join(folder, 'node');
  const go = join(folder, 'go');
  writeFileSync(
    node,
    `#!/bin/sh\nwhile [ ! -e '${go}' ]; do sleep 0.02; done\nexec '${process.execPath}' "$@"\n`,
  );
  chmodSync(node, 0o755);
  return { env: { PATH: `${folder}:${rig.env.PATH}` }, start: () => writeFileSync(go, '') };
}

const results = () =>
  readdirSync(join(rig.state, 'tasks')).filter((id) => existsSync(join(rig.state, 'tasks', id, '.done')));

/** A warmed-up agent, and a Node that is slow for the hook. */
async function start() {
  rig = new Rig({ brain: scriptedBrain() });
  await rig.hook('@planning warm up').answer;
  return slowNode();
}
const asks = () => readdirSync(join(rig.state, 'asks'));

describe('before the hook’s Node has started', () => {
  it('the agent that the prompt names is at work, and gives the answer itself', async () => {
    const node = await start();
    const asked = rig.hook('@planning begin at once', node.env);
    expect((await asked.answer).result).toBe('echo: begin at once');
    expect(rig.brain.prompts()).toEqual(['warm up', 'begin at once']);
    await until('the ask to be gone', () => asks().length === 0);
  });

  it('a failed turn is reported as ever, with the prompt kept', async () => {
    const node = await start();
    const asked = rig.hook('@planning fail-1', node.env);
    await until('the agent to be done', () => results().length === 2, { show: () => rig.describe() });
    node.start();
    expect((await asked.answer).text).toMatch(/^\[ctrlg\] planning · failed [\s\S]*@planning fail-1$/);
    expect(rig.brain.prompts()).toEqual(['warm up', 'fail-1']);
  });

  it('a longer turn is begun, and the hook then waits for it', async () => {
    const node = await start();
    const asked = rig.hook('@planning hold-1', node.env);
    await until('the agent to have it', () => rig.brain.prompts().includes('hold-1'));
    node.start();
    await until('the hook to have taken the ask away', () => asks().every((name) => name.endsWith('.hook')));
    rig.brain.release(1);
    expect((await asked.answer).result).toBe('echo: hold-1');
    expect(rig.brain.prompts()).toEqual(['warm up', 'hold-1']);
  });

  it('a hook that is killed loses nothing: the run goes on and its result waits', async () => {
    const node = await start();
    const asked = rig.hook('@planning hold-1', node.env);
    await until('the agent to have it', () => rig.brain.prompts().includes('hold-1'));
    process.kill(-asked.pid, 'SIGKILL');
    rig.brain.release(1);
    await until('the result', () => results().length === 2, { show: () => rig.describe() });
    const [, id] = results();
    expect(readFileSync(asked.file, 'utf8')).toBe('@planning hold-1');
    expect(existsSync(join(rig.state, 'tasks', id!, 'taken'))).toBe(false);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'a front door that %s ends leaves the prompt as it was, and the run goes on',
    async (signal, code) => {
      const node = await start();
      const asked = rig.hook('@planning hold-1', node.env);
      await until('the agent to have it', () => rig.brain.prompts().includes('hold-1'));
      process.kill(asked.pid, signal);
      expect(await asked.answer).toMatchObject({ code, text: '@planning hold-1' });
      rig.brain.release(1);
      await until('the result', () => results().length === 2, { show: () => rig.describe() });
      expect(readFileSync(asked.file, 'utf8')).toBe('@planning hold-1');
    },
  );

  it('a folder’s first key press notes where its state is, for the next one', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    const roots = { CTRLG_HOME: '', XDG_STATE_HOME: join(rig.root, 'states') };
    const agent = { ...rig.brain.agent, command: undefined };
    rig.configure({ agents: { planning: agent }, answerTemplate: '{result}' });
    expect((await rig.hook('@planning first', roots).answer).text).toBe('echo: first');
    const doors = join(rig.root, 'states/ctrlg/doors');
    const [door] = readdirSync(doors);
    expect(door).toBe(rig.project.replaceAll('/', ','));
    const home = readlinkSync(join(doors, door!));
    expect(home).toBe(realpathSync(home));
    const node = slowNode();
    const asked = rig.hook('@planning second', { ...roots, ...node.env });
    const ended = () =>
      readdirSync(join(home, 'tasks')).filter((id) => existsSync(join(home, 'tasks', id, '.done')));
    await until('the agent to be done', () => ended().length === 2);
    node.start();
    expect((await asked.answer).text).toBe('echo: second');
  });
});

describe('a hook that finds its answer taken by an agent', () => {
  /** An agent that has put the task of a key press, and has taken its answer upon itself. */
  async function takenByAgent(prompt: string) {
    rig = new Rig({ brain: scriptedBrain() });
    mkdirSync(join(rig.state, 'asks'), { mode: 0o700 });
    const node = slowNode();
    const asked = rig.hook(prompt, node.env);
    const ask = await until('the ask', () => asks().map((name) => readAsk(join(rig.state, 'asks', name)))[0]);
    const { file, key } = ask;
    expect(takeAsk(file, 'agent')).toBe(true);
    return { asked, node, file: takenAsk(file, 'agent'), key };
  }
  const tasks = () => (existsSync(join(rig.state, 'tasks')) ? readdirSync(join(rig.state, 'tasks')) : []);

  it('and the agent dead over it, gives it in its place', async () => {
    const { asked, node, key } = await takenByAgent('@planning what now?');
    const { id } = key;
    const put = { agent: 'planning', isCommand: false, deadlineMinutes: 1, origin: 'hook', key } as const;
    const task = { ...newTask(put), answer_template: '<{result}>' };
    putTask(rig.state, task, 'what now?');
    writeFileSync(taskPlaces(rig.state, id).result, 'Tea.');
    const end = { task_id: id, agent_id: 'planning', duration_ms: 5, ended_at: task.created_at };
    writeDone(rig.state, end, { kind: 'done' });
    node.start();
    expect((await asked.answer).text).toBe('<Tea.>');
    expect([tasks(), asks()]).toEqual([[id], []]);
  });

  it('and nothing of it in the file, asks nothing a second time and says so above the prompt', async () => {
    const { asked, node, file } = await takenByAgent('@planning what now?');
    rmSync(file);
    node.start();
    expect((await asked.answer).text).toMatch(
      /^\[ctrlg\] The agent has answered[\s\S]*ctrlg results[\s\S]*\n@planning what now\?$/,
    );
    expect([tasks(), asks()]).toEqual([[], []]);
  });
});
