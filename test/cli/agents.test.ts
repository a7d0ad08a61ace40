import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identify } from '../../src/system/processes.ts';
import { waitingResults } from '../../src/tasks/taken.ts';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { ctrlg, type Ran, type RunOptions, runCtrlg } from './run-ctrlg.ts';

let rig: Rig;
const run = (args: string[], options?: RunOptions): Promise<Ran> =>
  runCtrlg({ project: rig.project, env: rig.env }, args, options);
const windows = () =>
  rig.tmux.run('list-windows', '-a', '-F', '#{session_name} #{window_name} #{window_id}').split('\n');

/** The task that waits behind the one in hand, which may stand in the list for a moment longer. */
const waitingIn = (queue: string[], inHand: string): string | undefined => queue.find((id) => id !== inHand);

describe('up and down', () => {
  beforeAll(() => {
    rig = new Rig({ brain: scriptedBrain() });
  });
  afterAll(() => rig.stop());
  afterEach(() => run(['down']));

  it('brings every agent of the config up, each in a window of its name', async () => {
    const { code, out } = await run(['up']);
    expect(code).toBe(0);
    const { window_id } = rig.status('planning')!;
    expect(out).toMatch(
      new RegExp(`^planning {2}idle +window ${window_id} in session ctrlg-my-project-`, 'm'),
    );
    expect(out).toMatch(/^coding {4}idle +window @/m);
    expect(windows().filter((line) => / (planning|coding) /.test(line))).toHaveLength(2);
  });

  it('leaves an agent that runs as it is', async () => {
    await run(['up', 'planning']);
    const { pid } = rig.status('planning')!;
    const { json } = await run(['up', 'planning', '--json']);
    expect(json.agents).toHaveLength(1);
    expect(json.agents[0]).toMatchObject({ agent_id: 'planning', status: 'idle', pid, started: false });
  });

  it('starts an agent once when it is called twice at the same moment', async () => {
    const both = await Promise.all([run(['up', 'planning']), run(['up', 'planning'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(windows().filter((line) => line.includes(' planning '))).toHaveLength(1);
  });

  it('says why an agent refused, and exits with 1', async () => {
    const config = readFileSync(join(rig.project, 'ctrlg.config.json'), 'utf8');
    rig.configure({ agents: { planning: { client: 'claude', command: ['no-such-claude'] } } });
    const { code, out } = await run(['up']);
    writeFileSync(join(rig.project, 'ctrlg.config.json'), config);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^planning +refused +Agent planning runs Claude Code, but 'no-such-claude' is not installed/,
    );
    expect(out).toContain('npm install -g @anthropic-ai/claude-code');
  });

  it('down ends wrapper, client and window, and is done when they are gone', async () => {
    await run(['up']);
    const before = [rig.status('planning')!, rig.status('coding')!];
    const { code, out } = await run(['down']);
    expect({ code, lines: out.split('\n').sort() }).toEqual({
      code: 0,
      lines: ['', 'coding    stopped', 'planning  stopped'],
    });
    for (const { pid, client_pid } of before) expect([pid, client_pid!].filter(isAlive)).toEqual([]);
    expect(windows().filter((line) => / (planning|coding) /.test(line))).toEqual([]);
    expect(rig.status('planning')).toMatchObject({ status: 'stopped', stop_kind: 'down' });
  });

  it('down says what became of the run in hand and of the queue', async () => {
    const asked = run(['ask', 'planning', 'hang-1']);
    const { current_task } = await rig.untilAgent(
      'planning',
      'to work',
      ({ status }) => status === 'working',
    );
    const waiting = startCtrlg(['ask', 'planning', 'second']);
    const { queue } = await rig.untilAgent('planning', 'to have a queue', ({ queue: ids }) =>
      waitingIn(ids, current_task!),
    );
    // Alive, it would take its task back.
    waiting.process.kill('SIGKILL');
    const { json } = await run(['down', 'planning', '--json']);
    expect(json.agents).toEqual([
      {
        agent_id: 'planning',
        how: 'stopped',
        run: { task_id: current_task, status: 'agent-gone', reason: expect.any(String) },
        queued: 1,
      },
    ]);
    expect(await asked).toMatchObject({ code: 5, out: '' });
    expect((await run(['cancel', waitingIn(queue, current_task!)!])).code).toBe(0);
  });

  it('down takes an agent away that does not answer', async () => {
    await run(['up', 'planning']);
    const { pid, client_pid } = rig.status('planning')!;
    process.kill(pid, 'SIGSTOP');
    const { code, out } = await run(['down', 'planning']);
    expect({ code, out }).toEqual({ code: 0, out: 'planning  killed: it did not end by itself\n' });
    expect([pid, client_pid!].filter(isAlive)).toEqual([]);
  });

  it('down ends what a killed connector has left behind', async () => {
    await run(['up', 'planning']);
    const { pid, client_pid } = rig.status('planning')!;
    const left = spawn('sleep', ['600']);
    writeFileSync(rig.agentFile('planning', 'children.json'), JSON.stringify([identify(left.pid!)]));
    for (const each of [pid, client_pid!]) process.kill(each, 'SIGKILL');
    await run(['down', 'planning']);
    await until('it to end', () => left.signalCode === 'SIGTERM');
  });

  it('down of an agent that does not run says so', async () => {
    expect(await run(['down', 'coding'])).toMatchObject({ code: 0, out: 'coding  was not running\n' });
  });

  it('status shows agents that run', async () => {
    await run(['up']);
    expect((await run(['status'])).out).toMatch(/^planning +idle +\S+/m);
    const { json } = await run(['status', '--json']);
    expect(json.agents.map(({ status }: { status: string }) => status)).toEqual(['idle', 'idle']);
  });
});

describe('ask', () => {
  beforeAll(() => {
    rig = new Rig({ brain: scriptedBrain() });
  });
  afterAll(() => rig.stop());

  it('starts the agent and prints nothing but its result', async () => {
    expect(await run(['ask', 'planning', 'hello'])).toMatchObject({ code: 0, out: 'echo: hello', err: '' });
  });

  it.each([
    ['from an argument', 'it\'s $HOME `x` \\ "q" 漢字', undefined],
    ['from standard input', undefined, 'two\nlines, and 🙂'],
    ['from standard input, named', '-', '@coding is text here'],
  ])('takes the prompt %s as it is', async (_, text, input) => {
    const args = ['ask', 'planning', ...(text === undefined ? [] : [text])];
    const { out } = await run(args, input === undefined ? {} : { input });
    expect(out).toBe(`echo: ${input ?? text}`);
  });

  it('says a failure by its exit code, and why on standard error', async () => {
    const { code, out, err } = await run(['ask', 'planning', 'fail-1']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('API Error: 400 the model refused');
  });

  it('gives the same document as results', async () => {
    const { code, json } = await run(['ask', 'planning', 'as json', '--json']);
    expect(code).toBe(0);
    const [{ task_id }] = json.results;
    expect(json.results[0]).toMatchObject({ agent_id: 'planning', status: 'done', output: 'echo: as json' });
    expect((await run(['results', task_id, '--json'])).json).toEqual(json);
    expect(waitingResults(rig.state).map((done) => done.task_id)).not.toContain(task_id);
  });

  it('chooses a free agent for auto', async () => {
    const { json } = await run(['ask', 'auto', 'whatever', '--json']);
    expect(json.results[0]).toMatchObject({ status: 'done', output: 'echo: whatever' });
  });

  it('ends with 4 when time is over; the run goes on and its result is kept', async () => {
    const { code, out, err } = await run(['ask', 'planning', 'hold-1', '--timeout', '0.01']);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    const id = /ctrlg results (\w+)/.exec(err)![1]!;
    expect((await run(['results', id])).code).toBe(6);
    rig.brain.release(1);
    await until('the result', () => existsSync(join(rig.state, 'tasks', id, '.done')));
    expect(await run(['results', id])).toMatchObject({ code: 0, out: 'echo: hold-1' });
  });

  it('ends with 3 when the task is cancelled', async () => {
    const asked = run(['ask', 'coding', 'hang-2']);
    const { current_task } = await rig.untilAgent('coding', 'to work', ({ current_task: id }) => id);
    expect((await run(['cancel', current_task!])).out).toContain('coding is asked to stop');
    expect(await asked).toMatchObject({ code: 3, out: '' });
  });

  it('a task in the queue can be taken back', async () => {
    const first = run(['ask', 'coding', 'hold-2']);
    const { current_task } = await rig.untilAgent('coding', 'to work', ({ current_task: id }) => id);
    const second = run(['ask', 'coding', 'never begun']);
    const { queue } = await rig.untilAgent('coding', 'to have a queue', ({ queue: ids }) =>
      waitingIn(ids, current_task!),
    );
    expect((await run(['cancel', waitingIn(queue, current_task!)!])).out).toContain(
      'cancelled before it was begun',
    );
    expect((await second).code).toBe(3);
    rig.brain.release(2);
    expect((await first).out).toBe('echo: hold-2');
    expect(rig.brain.prompts()).not.toContain('never begun');
  });

  it('a client that dies in mid-turn is exit code 5', async () => {
    const asked = run(['ask', 'coding', 'hang-3']);
    const { client_pid } = await rig.untilAgent('coding', 'to work', ({ current_task: id }) => id);
    await until('the prompt to be taken', () => rig.brain.prompts().includes('hang-3'));
    process.kill(client_pid!, 'SIGKILL');
    const { code, err } = await asked;
    expect(code).toBe(5);
    expect(err).toContain('agent gone');
  });

  it('Ctrl-C says where the result will be, and ends with 130', async () => {
    const child = startCtrlg(['ask', 'planning', 'hold-3']);
    await rig.untilAgent('planning', 'to work', ({ current_task: id }) => id);
    child.process.kill('SIGINT');
    expect(await child.code).toBe(130);
    const id = /ctrlg results (\w+)/.exec(child.err())![1]!;
    expect(child.err()).toContain(`planning goes on with task ${id}`);
    rig.brain.release(3);
    await until('the result', () => existsSync(join(rig.state, 'tasks', id, '.done')));
    expect((await run(['results', id])).out).toBe('echo: hold-3');
  });
});

function startCtrlg(args: string[]): { process: ChildProcess; code: Promise<number | null>; err(): string } {
  const child = spawn(ctrlg, args, { cwd: rig.project, env: rig.env, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return {
    process: child,
    code: new Promise((resolve) => child.once('close', (code) => resolve(code))),
    err: () => err,
  };
}
