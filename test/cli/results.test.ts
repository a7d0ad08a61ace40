import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitingResults } from '../../src/tasks/taken.ts';
import { ctrlg, Place } from './run-ctrlg.ts';

describe('ctrlg results', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('says what to do where there are no tasks', async () => {
    const { code, out } = await place.run(['results']);
    expect(code).toBe(0);
    expect(out).toBe('No tasks yet. Ask for something: ctrlg ask NAME TEXT\n');
  });

  it('lists the newest first, with outcome, agent and the first line of the prompt', async () => {
    place.writeTask('mwq000000aaa', { prompt: 'older\nmore', result: 'r', done: { status: 'done' } });
    place.writeTask('mwq000001aaa', { prompt: 'newer', agent: 'coding' });
    const { out } = await place.run(['results']);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['TASK', 'OUTCOME', 'AGENT', 'AGE', 'TOOK', 'PROMPT'],
      ['mwq000001aaa', 'queued', 'coding', expect.any(String), 'newer'],
      ['mwq000000aaa', 'done', 'planning', expect.any(String), '1.5 s', 'older'],
      [''],
    ]);
  });

  it('shows 20 and says how many are older', async () => {
    for (let n = 10; n < 35; n += 1) place.writeTask(`mwq0000${n}aaa`);
    const { out, err } = await place.run(['results']);
    expect(out.trim().split('\n')).toHaveLength(21);
    expect(err).toBe('5 older ones: ctrlg results --all\n');
    expect((await place.run(['results', '--all'])).out.trim().split('\n')).toHaveLength(26);
  });

  it('prints the exact bytes of a result, by the beginning of its id', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x00, 0x1b, 0x5b, 0x0a, 0x0a]);
    place.writeTask('mwq000000aaa', { result: bytes, done: { status: 'done' } });
    const ran = await place.run(['results', 'mwq0']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.bytes.equals(bytes)).toBe(true);
  });

  it('prints a large result whole, to a slow reader too', async () => {
    const bytes = Buffer.alloc(4_000_000, 'abcdefg');
    place.writeTask('mwq000000aaa', { result: bytes, done: { status: 'done' } });
    expect((await place.run(['results', 'mwq'])).bytes.equals(bytes)).toBe(true);
    const child = spawn('sh', ['-c', `'${ctrlg}' results mwq | (sleep 0.3; cksum)`], {
      cwd: place.project,
      env: place.env,
    });
    let out = '';
    for await (const chunk of child.stdout) out += chunk;
    expect(out).toMatch(/ 4000000\n$/);
  });

  it.each([
    ['failed', 1],
    ['cancelled', 3],
    ['timed-out', 4],
    ['agent-gone', 5],
  ])('says %s by its exit code, and why beside the result', async (status, code) => {
    place.writeTask('mwq000000aaa', { result: 'half', done: { status, reason: 'it was so' } });
    const ran = await place.run(['results', 'mwq000000aaa']);
    expect(ran).toMatchObject({ code, out: 'half' });
    expect(ran.err).toContain('it was so');
  });

  it('a result that was printed waits for nobody any more; one in the list still does', async () => {
    place.writeTask('mwq000000aaa', { result: 'r', done: { status: 'done' } });
    await place.run(['results']);
    expect(waitingResults(place.state).map(({ task_id }) => task_id)).toEqual(['mwq000000aaa']);
    await place.run(['results', 'mwq']);
    expect(waitingResults(place.state)).toEqual([]);
  });

  it('says that a task is still running', async () => {
    place.writeTask('mwq000000aaa');
    place.writeStatus('planning', { status: 'working', current_task: 'mwq000000aaa' });
    const { code, out, err } = await place.run(['results', 'mwq']);
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(err).toContain('task mwq000000aaa is running; planning has it');
  });

  it('gives everything as JSON', async () => {
    place.writeTask('mwq000000aaa', { prompt: 'do\nit', result: 'did\n', done: { status: 'done' } });
    place.writeTask('mwq000001aaa', { agent: 'coding' });
    const { json } = await place.run(['results', '--json']);
    expect(json.results).toEqual([
      {
        task_id: 'mwq000001aaa',
        agent_id: 'coding',
        target: 'coding',
        status: 'queued',
        output: null,
        duration_ms: null,
        prompt: 'do it',
        created_at: '2026-01-01T10:00:00.000Z',
        ended_at: null,
        reason: '',
        late: false,
        is_background: false,
        group: null,
      },
      {
        task_id: 'mwq000000aaa',
        agent_id: 'planning',
        target: 'planning',
        status: 'done',
        output: 'did\n',
        duration_ms: 1500,
        prompt: 'do\nit',
        created_at: '2026-01-01T10:00:00.000Z',
        ended_at: 'then',
        reason: '',
        late: false,
        is_background: false,
        group: null,
      },
    ]);
  });

  it('lists only what nobody has taken, or only one agent’s', async () => {
    place.writeTask('mwq000000aaa', { result: 'r', done: { status: 'done' } });
    place.writeTask('mwq000001aaa', { agent: 'coding', result: 'r', done: { status: 'done', late: true } });
    place.writeTask('mwq000002aaa', { agent: 'coding' });
    await place.run(['results', 'mwq000000']);
    const waiting = await place.run(['results', '--waiting']);
    expect(waiting.out).toMatch(/^TASK.*\nmwq000001aaa {2}done late {2}coding .*\n$/);
    const { json } = await place.run(['results', '--agent', 'coding', '--json']);
    expect(json.results.map((one: { task_id: string }) => one.task_id)).toEqual([
      'mwq000002aaa',
      'mwq000001aaa',
    ]);
    expect((await place.run(['results', '--waiting', '--agent', 'planning'])).out).toBe('No results wait.\n');
  });

  it('names the tasks that may be meant by an id that is not there', async () => {
    place.writeTask('mwq3k51792v');
    place.writeTask('mwq9z00000a');
    for (const slip of ['mwq3k51729v', 'mwq3k5179', 'mwq3k51792', 'mwq3k51x92v', 'xmwq3k51792v']) {
      const { code, err } = await place.run(['cancel', `${slip}q`]);
      expect(code).toBe(2);
      expect(err).toContain(`There is no task '${slip}q'. Did you mean mwq3k51792v? See them with`);
    }
  });

  it('names the tasks that an id may mean', async () => {
    place.writeTask('mwq000000aaa');
    place.writeTask('mwq000001aaa');
    const { code, err } = await place.run(['results', 'mwq']);
    expect(code).toBe(2);
    expect(err).toContain("'mwq' begins the ids of 2 tasks. Give more of one: mwq000001aaa, mwq000000aaa");
  });

  it.each(['zzz', '../agents', ''])("knows no task '%s'", async (id) => {
    const { code, err } = await place.run(['results', id]);
    expect(code).toBe(2);
    expect(err).toContain(`There is no task '${id}'. See them with: ctrlg results`);
  });

  it('shows a marker that cannot be read, and the other tasks', async () => {
    place.writeTask('mwq000000aaa');
    place.writeFile('tasks/mwq000000aaa/.done', '{"versi');
    place.writeTask('mwq000001aaa');
    const { code, out } = await place.run(['results']);
    expect(code).toBe(0);
    expect(out).toMatch(/^mwq000000aaa +unreadable/m);
  });

  it('ends quietly when its reader has gone', async () => {
    place.writeTask('mwq000000aaa', { result: 'x'.repeat(1_000_000), done: { status: 'done' } });
    const { stdout, stderr } = spawnSync('sh', ['-c', `'${ctrlg}' results mwq | head -c 3`], {
      cwd: place.project,
      env: place.env,
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'xxx', stderr: '' });
  });
});

describe('ctrlg cancel', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('ends a task that nobody has begun', async () => {
    place.writeTask('mwq000000aaa');
    place.writeFile('agents/planning/inbox/mwq000000aaa', '');
    const { code, out } = await place.run(['cancel', 'mwq']);
    expect({ code, out }).toEqual({ code: 0, out: 'Task mwq000000aaa: cancelled before it was begun.\n' });
    expect(existsSync(join(place.state, 'agents/planning/inbox/mwq000000aaa'))).toBe(false);
    const done = JSON.parse(readFileSync(join(place.state, 'tasks/mwq000000aaa/.done'), 'utf8'));
    expect(done.status).toBe('cancelled');
  });

  it('says that a task has ended already', async () => {
    place.writeTask('mwq000000aaa', { done: { status: 'failed' } });
    const { code, json } = await place.run(['cancel', 'mwq', '--json']);
    expect(code).toBe(1);
    expect(json.error).toEqual({
      message: 'Task mwq000000aaa has ended already (failed).',
      mend: 'See it with: ctrlg results mwq000000aaa',
    });
  });
});
