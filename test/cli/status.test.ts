import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Agent } from '../../src/api/read-agents.ts';
import { glanceAtStatus } from '../../src/cli/status/glance.ts';
import { statusTable } from '../../src/cli/status/table.ts';
import type { Status } from '../../src/status/status.ts';
import { until } from '../support/until.ts';
import { ctrlg, Place, statusOf } from './run-ctrlg.ts';

describe('ctrlg status', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
    place.configure({
      agents: { planning: { client: 'scripted', description: 'Plans things' }, coding: { client: 'claude' } },
    });
  });
  afterEach(() => place.remove());

  it('shows the agents of the config, also those that were never started', async () => {
    place.writeStatus('planning', { status: 'working', current_task: 'abc123def456', queue: ['x', 'y'] });
    const { code, out } = await place.run(['status']);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['AGENT', 'STATE', 'SINCE', 'TASK', 'QUEUE', 'CLIENT', 'ABOUT'],
      ['planning', 'working', 'now', 'abc123def456', '2', 'scripted', 'Plans things'],
      ['coding', 'not started', 'claude'],
      [''],
    ]);
  });

  it('shows an agent that is in the config no more', async () => {
    place.writeStatus('older');
    const { out } = await place.run(['status']);
    expect(out).toMatch(/^older +idle/m);
  });

  it('is plain where nobody looks at it', async () => {
    place.writeStatus('planning', { context_summary: 'a \u001b[31mred\u001b[0m prompt' });
    const { out } = await place.run(['status']);
    expect(out).toContain('a red prompt');
    expect(out).not.toContain('\u001b');
  });

  it('shows a wrapper that died as dead, with what it was doing', async () => {
    place.writeStatus('planning', { status: 'working', pid_started: '1' });
    const { out } = await place.run(['status']);
    expect(out).toMatch(/^planning +dead/m);
    expect(out).toContain('└ was working; ctrlg up planning goes on from there');
  });

  it('shows a status file that is cut short, and the others', async () => {
    place.writeFile('agents/planning/status.json', '{"version":1,"agent_id":"plann');
    place.writeStatus('coding');
    const { code, out } = await place.run(['status']);
    expect(code).toBe(0);
    expect(out).toMatch(/^planning +unreadable/m);
    expect(out).toContain('it is cut short or not a status file');
    expect(out).toMatch(/^coding +idle/m);
  });

  it('shows a status file of a newer version as what it is', async () => {
    place.writeStatus('planning', { version: 7 });
    const { out } = await place.run(['status']);
    expect(out).toContain('it is of version 7 and this ctrlg knows 1: update ctrlg');
  });

  it('--watch --json gives a document at every change, also of an agent that comes later', async () => {
    const child = spawn(ctrlg, ['status', '--watch', '--json'], { cwd: place.project, env: place.env });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const states = () =>
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).agents[0].status)
        .join(' ');
    await until('the first document', () => states() === 'stopped', { show: () => out });
    place.writeStatus('planning', { status: 'idle' });
    await until('the second', () => states() === 'stopped idle', { show: () => out });
    place.writeStatus('planning', { status: 'working' });
    await until('the third', () => states() === 'stopped idle working', { show: () => out });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  describe('--json', () => {
    const full = ['status', '--json', '--'];
    const agents = async (args = ['status', '--json']) => (await place.run(args)).json.agents;

    it('gives the status files’ fields', async () => {
      place.writeStatus('planning', {
        status: 'blocked',
        blocked_on: 'Bash: ls',
        queue: ['a'],
        last_active: 'then',
      });
      const { code, json } = await place.run(['status', '--json']);
      expect(code).toBe(0);
      expect(json.agents[0]).toEqual({
        ...statusOf('planning'),
        status: 'blocked',
        blocked_on: 'Bash: ls',
        queue: ['a'],
        last_active: 'then',
      });
    });

    it('gives an agent that was never started as stopped, with every field', async () => {
      const [planning] = await agents();
      expect(planning).toMatchObject({
        agent_id: 'planning',
        status: 'stopped',
        client: 'scripted',
        pid: null,
      });
      expect(Object.keys(planning).sort()).toEqual(Object.keys(statusOf('planning')).sort());
    });

    it('gives a dead one as stopped, with the task it had in hand', async () => {
      place.writeStatus('planning', { status: 'working', current_task: 'abc', pid_started: '1' });
      const [planning] = await agents();
      expect(planning).toMatchObject({ status: 'stopped', current_task: 'abc' });
      expect(planning.stopped_because).toContain('it was working');
    });

    it('names an unreadable one', async () => {
      place.writeFile('agents/planning/status.json', '');
      const [planning, coding] = await agents();
      expect(planning).toMatchObject({ agent_id: 'planning', status: 'unreadable' });
      expect(coding).toMatchObject({ agent_id: 'coding', status: 'stopped' });
    });

    it.each([
      [
        'a config with comments',
        '// a\n{ "agents": { "p": {}, /* b */ "q": { "description": "// no, \\" ,}" }, }, }',
      ],
      ['a config without', '{"agents":{"p":{"client":"command","command":["cat"]}}}'],
      ['an empty one', '{"agents":{}}'],
    ])('says the same at a glance as in full: %s', async (_, config) => {
      place.configure(config);
      place.writeStatus('p', { status: 'working', pid_started: '1' });
      place.writeStatus('other');
      place.writeStatus('gone', { status: 'stopped', stop_kind: 'down' });
      expect(await agents()).toEqual(await agents(full));
      vi.stubEnv('CTRLG_CONFIG', place.config);
      vi.stubEnv('CTRLG_HOME', place.state);
      expect(JSON.parse(glanceAtStatus() ?? '{}').agents).toEqual(await agents(full));
      vi.unstubAllEnvs();
    });

    it('tells a mistake in the config at a glance as in full', async () => {
      place.configure('{ "agents": { "p": {} ');
      expect((await place.run(['status', '--json'])).out).toBe((await place.run(full)).out);
    });
  });
});

describe('the status table', () => {
  const agent = (name: string, fields: Partial<Status>): Agent => ({
    name,
    description: 'Writes code',
    client: 'claude',
    state: { kind: 'live', status: { ...statusOf(name), ...fields } },
  });
  const agents = [
    agent('planning', {
      status: 'working',
      current_task: 'abc123def456',
      context_summary: '漢字 '.repeat(40),
    }),
    agent('a-very-long-agent-name-of-forty-letters1', {
      status: 'blocked',
      blocked_on: `Bash: ${'x'.repeat(300)} now`,
    }),
    agent('coding', { attended: true, status: 'working', queue: ['a', 'b'] }),
    { name: 'new', description: '', client: 'claude', state: { kind: 'absent' } } as Agent,
  ];
  const lines = (width: number) =>
    statusTable(agents, { width, nowMs: Date.now(), style: (_, text) => `\u001b[1m${text}\u001b[22m` });

  it.each([40, 47, 60, 80, 100, 133, 200])('fits %i columns', (width) => {
    const widths = lines(width).map((line) => stringWidth(stripVTControlCharacters(line)));
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
  });

  it('always shows name and state', () => {
    for (const width of [40, 60, 200]) {
      const text = stripVTControlCharacters(lines(width).join('\n'));
      expect(text).toMatch(/^planning +working/m);
      expect(text).toMatch(/^a-very-long.* {2}blocked/m);
      expect(text).toMatch(/^coding +by hand/m);
    }
  });

  it('offers to answer only what stands there whole', () => {
    const asks = (blocked_on: string) =>
      statusTable([agent('p', { status: 'blocked', blocked_on, question_id: 'q' })], {
        width: 60,
        nowMs: Date.now(),
        style: (_, text) => text,
      }).at(-1);
    expect(asks('Bash: ls')).toBe('    ctrlg approve p · ctrlg deny p');
    expect(asks('Bash: ls and more '.repeat(8).trim())).toBe('    ctrlg approve p · ctrlg deny p');
    const inWindow = '    see the whole, and answer: ctrlg attach p';
    expect(asks('Bash: ls and more '.repeat(20).trim())).toBe(inWindow);
  });

  it('has no colours where no style is given', () => {
    const plain = statusTable(agents, { width: 80, nowMs: Date.now(), style: (_, text) => text });
    expect(plain.join('\n')).not.toContain('\u001b');
  });
});
