import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ctrlg, Place } from './run-ctrlg.ts';

const ONE = 'mwq000000aaa';
const TWO = 'mwq000001aaa';

describe('ctrlg wait', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
    // Its agents run: nobody has to start them.
    for (const agent of ['planning', 'coding']) place.writeStatus(agent);
    place.writeTask(ONE);
    place.writeTask(TWO, { agent: 'coding' });
  });
  afterEach(() => place.remove());

  const end = (id: string, status = 'done', agent = 'planning') =>
    place.writeTask(id, { agent, result: 'r', done: { status, reason: status === 'done' ? '' : 'no disk' } });

  it('returns when all have ended, with a line for each', async () => {
    const waiting = place.run(['wait', ONE, 'mwq000001']);
    end(TWO, 'done', 'coding');
    end(ONE);
    const { code, out } = await waiting;
    expect(code).toBe(0);
    expect(out.trim().split('\n').sort()).toEqual([
      `coding · done in 1.5 s · task ${TWO}`,
      `planning · done in 1.5 s · task ${ONE}`,
    ]);
  });

  it('exits with the first bad outcome in the order given', async () => {
    end(TWO, 'timed-out', 'coding');
    end(ONE, 'failed');
    expect((await place.run(['wait', TWO, ONE])).code).toBe(4);
    const { code, out } = await place.run(['wait', ONE, TWO]);
    expect(code).toBe(1);
    expect(out).toContain(`planning · failed after 1.5 s · task ${ONE} · no disk\n`);
  });

  it('returns with the first of any, and its outcome', async () => {
    const waiting = place.run(['wait', '--any', ONE, TWO]);
    end(TWO, 'agent-gone', 'coding');
    const { code, out } = await waiting;
    expect(code).toBe(5);
    expect(out.split('\n')).toHaveLength(2);
  });

  it('has a time-out and an exit code of its own, and tells what has not ended', async () => {
    end(ONE);
    const { code, err } = await place.run(['wait', ONE, TWO, '--timeout', '0.2s']);
    expect(code).toBe(6);
    expect(err).toBe(`ctrlg: not ended yet: ${TWO}\n`);
  });

  it('outlasts the deadline of a task: its result may come late', async () => {
    place.writeTask(ONE, { deadlineAt: '2026-01-01T10:00:01.000Z' });
    end(TWO, 'done', 'coding');
    const child = spawn(ctrlg, ['wait', ONE, TWO], { cwd: place.project, env: place.env });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // It has told of the one, so it waits for the other.
    await new Promise((resolve) => child.stdout.once('data', resolve));
    end(ONE);
    expect(await ended).toBe(0);
  });

  it('gives everything as JSON', async () => {
    end(ONE);
    const { json, code } = await place.run(['wait', TWO, ONE, '--timeout', '0.2s', '--json']);
    expect(code).toBe(6);
    expect(json.results.map((one: { task_id: string; status: string }) => [one.task_id, one.status])).toEqual(
      [
        [TWO, 'queued'],
        [ONE, 'done'],
      ],
    );
  });

  it.each([
    [['wait']],
    [['wait', 'zzz']],
    [['wait', 'mwq']],
    [['wait', '--any', '--all', ONE]],
    [['wait', ONE, '--timeout', 'soon']],
    [['wait', ONE, '--timeout', '-1']],
  ])('%j is wrong usage', async (args) => {
    const { code, out, err } = await place.run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^ctrlg: /);
  });
});
