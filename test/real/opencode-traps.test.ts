import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replacedStory, saying } from '../stories/replaced.ts';
import type { RealBrain } from '../support/brain.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

replacedStory('opencode', opencodeBrain, {
  older: saying('1.15.13'),
  refusal: /runs opencode 1\.15\.13[\s\S]*Update it with: opencode upgrade/,
});

let rig: Rig;
let brain: RealBrain;
const start = async () => {
  brain = await opencodeBrain();
  rig = new Rig({ brain });
};
afterEach(() => rig?.stop());

/** The opencode behind an agent: how it was started. */
function programOf(agent: string): { pid: number; port: string; password: string; session: string } {
  const [child] = JSON.parse(readFileSync(rig.agentFile(agent, 'children.json'), 'utf8'));
  const words = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8').split('\0');
  const args = words('cmdline');
  const variable = 'OPENCODE_SERVER_PASSWORD=';
  const password = words('environ').find((word) => word.startsWith(variable)) ?? '';
  return {
    pid: child.pid,
    port: args[args.indexOf('--port') + 1]!,
    password: password.slice(variable.length),
    session: rig.status(agent)!.conversation_id!,
  };
}

const askApi = async (port: string, password: string, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}` },
  });

describe('opencode as an agent', () => {
  it('two of them in one folder have each a session, a port and a password of their own, and mix nothing up', async () => {
    await start();
    const held = [rig.hook('@planning hold-1 for one'), rig.hook('@coding hold-2 for two')];
    // Two of them that start at the same time keep a small machine busy for a while.
    await until('both models to be asked', () => brain.prompts().length === 2, {
      timeoutMs: 90_000,
      show: () => rig.describe(),
    });
    brain.release(2);
    brain.release(1);
    const answers = await Promise.all(held.map(({ answer }) => answer));
    expect(answers.map(({ result }) => result)).toEqual(['echo: hold-1 for one', 'echo: hold-2 for two']);
    const [one, two] = [programOf('planning'), programOf('coding')];
    for (const part of ['pid', 'port', 'password', 'session'] as const)
      expect(one[part], part).not.toEqual(two[part]);
    expect((await askApi(one.port, one.password, '/session/status')).status).toBe(200);
    expect((await askApi(two.port, one.password, '/session/status')).status).toBe(401);
    const said = await (await askApi(two.port, two.password, `/session/${two.session}/message`)).text();
    expect(said).toContain('hold-2 for two');
    expect(said).not.toContain('for one');
  });

  it('the model’s commands do not have the password of its API', async () => {
    await start();
    const command = "env | sed 's/=.*//' > names";
    const tool = { name: 'bash', input: { command, description: 'asks' } };
    // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
    brain.api.reply(() => ({ kind: 'tool', ...tool, then: 'done' }));
    const asked = rig.hook('@planning look round');
    await rig.untilAgent('planning', 'to ask', ({ question_id }) => question_id, 60_000);
    rig.ctrlg('approve', 'planning');
    expect((await asked.answer).result).toBe('done');
    const names = readFileSync(join(rig.project, 'names'), 'utf8').split('\n');
    expect(names).toContain('OPENCODE_SERVER_USERNAME');
    expect(names).not.toContain('OPENCODE_SERVER_PASSWORD');
  });

  it('a model that fails after a tool has run ends the task with its words', async () => {
    await start();
    const tool = { name: 'read', input: { filePath: join(rig.project, 'ctrlg.config.json') } };
    const error = { kind: 'error', status: 400, message: 'the context is too long' } as const;
    // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
    brain.api.reply(() => ({ kind: 'tool', ...tool, then: error }));
    const { text } = await rig.hook('@planning read it').answer;
    expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\n.*400.*the context is too long/);
    expect(text).toMatch(/\n@planning read it$/);
  });

  it('killed in mid-turn, with its connector alive, the run ends as agent gone and the conversation is gone on with', async () => {
    await start();
    const asked = rig.hook('@planning hang-1');
    await until('the model to be asked', () => brain.prompts().includes('hang-1'), { timeoutMs: 60_000 });
    await rig.untilAgent('planning', 'to work', (s) => s.context_summary === 'hang-1');
    const { pid, session } = programOf('planning');
    process.kill(pid, 'SIGKILL');
    expect((await asked.answer).text).toMatch(/agent gone[\s\S]*\n@planning hang-1$/);
    expect((await rig.hook('@planning still there?').answer).result).toBe('echo: still there?');
    expect(programOf('planning')).toMatchObject({ session });
    expect(isAlive(pid)).toBe(false);
  });

  it('a person who begins a session of their own in the window takes the agent along', async () => {
    await start();
    await rig.hook('@planning warm up').answer;
    const { pane_id, conversation_id } = rig.status('planning')!;
    rig.tmux.keys(pane_id, 'C-x', 'n');
    const screen = () => rig.tmux.screen(pane_id);
    await until('an empty session', () => screen().includes('Ask anything'), { show: screen });
    rig.tmux.type(pane_id, 'by hand');
    await until('it in the box', () => screen().includes('by hand'), { show: screen });
    rig.tmux.keys(pane_id, 'Enter');
    await rig.untilAgent(
      'planning',
      'to follow',
      (status) => status.conversation_id !== conversation_id && status.status === 'idle',
      30_000,
    );
    expect(brain.prompts()).toContain('by hand');
    expect((await rig.hook('@planning and then').answer).result).toBe('echo: and then');
    const { port, password, session } = programOf('planning');
    const said = await (await askApi(port, password, `/session/${session}/message`)).text();
    for (const words of ['by hand', 'and then']) expect(said).toContain(words);
    expect(said).not.toContain('warm up');
  });

  it('nobody is logged in at the model’s provider: the task fails with where to log in', async () => {
    await start();
    brain.api.reply(() => ({ kind: 'error', status: 401, message: 'Invalid API key' }));
    const { text } = await rig.hook('@planning hello').answer;
    expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\n.*401 Invalid API key.*opencode auth login/);
    expect(text).toMatch(/\n@planning hello$/);
  });

  it('a program that is not there is told of, with how to install it', async () => {
    await start();
    const program = join(rig.root, 'no-such-opencode');
    rig.configure({ agents: { planning: { client: 'opencode', command: [program] } } });
    expect(existsSync(program)).toBe(false);
    const { text } = await rig.hook('@planning hello').answer;
    expect(text).toMatch(/not installed[\s\S]*npm install -g opencode-ai[\s\S]*@planning hello$/);
  });
});
