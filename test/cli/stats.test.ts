import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, pastTask } from './past.ts';
import { Place } from './run-ctrlg.ts';

describe('ctrlg stats', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  const past = (task: Parameters<typeof pastTask>[1]) => pastTask(place.state, task);
  const MINUTE = 60_000;
  const noon = (day: number, minute = 0) => new Date(2025, 4, day, 12, minute).toISOString();

  it('says what to do where nothing was asked yet', async () => {
    const { code, out } = await place.run(['stats']);
    expect({ code, out }).toEqual({ code: 0, out: 'No tasks yet. Ask for something: ctrlg ask NAME TEXT\n' });
  });

  it('says when nothing fits', async () => {
    past({});
    expect((await place.run(['stats', '--agent', 'nobody'])).out).toBe(
      'No task fits. See what there is: ctrlg history\n',
    );
  });

  it('tells what is known, and leaves out what is not', async () => {
    past({ askedAt: noon(6), turnMs: 2 * MINUTE });
    const { code, out } = await place.run(['stats']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '1 task of 1 agent, on 2025-05-06',
      'ended         1 done (100 %)',
      'turns         1: median 2 min 00 s, p95 2 min 00 s, 2 min 00 s in all',
      'wait          median 1.0 s, p95 1.0 s in the queue',
      '',
      'AGENT     TASKS  DONE        TURN    TURN P95   WAIT  WAIT P95',
      'planning      1     1  2 min 00 s  2 min 00 s  1.0 s     1.0 s',
      '',
      'Tasks per day  █ done',
      expect.stringMatching(/^05-06 │█+ 1$/),
      '',
    ]);
  });

  it('tells what ran side by side, what was tried again, and for how many tasks a cost was told', async () => {
    const group = past({
      askedAt: noon(6),
      turnMs: 10 * MINUTE,
      waitMs: 0,
      figures: { costUsd: 0.5, tokensIn: 4_000, tokensOut: 100 },
    });
    // The group of its first task is that task.
    const fields = { group };
    past({ agent: 'coding', askedAt: noon(6), turnMs: 10 * MINUTE, waitMs: 0, fields });
    past({ agent: 'testing', askedAt: noon(6), turnMs: 5 * MINUTE, waitMs: 5 * MINUTE, fields });
    past({ agent: 'coding', askedAt: noon(8), tries: 3, turnMs: MINUTE, outcome: 'failed' });
    asked(place.state, {});
    const { out } = await place.run(['stats', '--until', '2025-05-08']);
    expect(out).toContain('4 tasks of 3 agents, from 2025-05-06 to 2025-05-08\n');
    expect(out).toMatch(/^ended +3 done \(75 %\), 1 failed$/m);
    expect(out).toMatch(/^retries +2, of 1 task$/m);
    expect(out).toMatch(
      /^side by side +2.2 turns at once while any ran: 28 min 00 s of turns in 13 min 00 s$/m,
    );
    expect(out).toMatch(
      /^speed-up +1.5 × for 1 prompt of several tasks: 15 min 00 s of turns in 10 min 00 s, waits included$/m,
    );
    expect(out).toMatch(/^tokens +4.0k in, 100 out, told for 1 of 4 tasks$/m);
    expect(out).toMatch(/^cost +\$0.50, told for 1 of 4 tasks$/m);
    expect(out).toMatch(/^coding +2 +1 +1 +2 +1 min 00 s/m);
    expect(out).toMatch(/^05-06 │█+ 3\n05-07 │ 0\n05-08 │▓+ 1 · 1 failed$/m);
  });

  it('gives everything as JSON', async () => {
    past({ askedAt: noon(6), turnMs: MINUTE, figures: { tokensIn: 5 } });
    past({ askedAt: noon(6, 30), turnMs: 3 * MINUTE, agent: 'coding', outcome: 'cancelled' });
    const { json } = await place.run(['stats', '--since', '2025-05-06', '--until', '2025-05-06', '--json']);
    expect(json).toMatchObject({
      agent_id: null,
      since: new Date(2025, 4, 6).toISOString(),
      until: new Date(2025, 4, 7).toISOString(),
      tasks: 2,
      open: 0,
      outcomes: { done: 1, failed: 0, cancelled: 1, 'timed-out': 0, 'agent-gone': 0 },
      completion: 0.5,
      turns: { count: 2, sum_ms: 4 * MINUTE, median_ms: MINUTE, p95_ms: 3 * MINUTE },
      wait: { count: 2, median_ms: 1_000 },
      retries: 0,
      tokens_in: 5,
      tokens_told: 1,
      begun: 2,
      cost_usd: null,
      side_by_side: { turns_ms: 4 * MINUTE, wall_ms: 4 * MINUTE, ratio: 1 },
      groups: null,
      by_agent: [
        { agent_id: 'coding', tasks: 1 },
        { agent_id: 'planning', tasks: 1 },
      ],
      by_day: [{ day: '2025-05-06', tasks: 2, turns_ms: 4 * MINUTE, busy_ms: 4 * MINUTE }],
    });
    const empty = await place.run(['stats', '--agent', 'nobody', '--json']);
    expect(empty.json).toMatchObject({
      agent_id: 'nobody',
      tasks: 0,
      completion: null,
      turns: null,
      by_day: [],
    });
  });

  it('counts only the tasks of one agent where one is named', async () => {
    past({ askedAt: noon(6) });
    past({ askedAt: noon(6), agent: 'coding' });
    const { out } = await place.run(['stats', '--agent', 'coding']);
    expect(out).toContain('1 task of 1 agent');
    expect(out).not.toMatch(/planning|side by side/);
  });

  it('does not count a wait for other tasks as a wait in the queue', async () => {
    const first = past({ askedAt: noon(6), waitMs: 0, turnMs: 10 * MINUTE });
    past({ askedAt: noon(6), waitMs: 10 * MINUTE + 500, fields: { after: [first] } });
    const { json } = await place.run(['stats', '--json']);
    expect(json.wait.p95_ms).toBe(500);
  });
});
