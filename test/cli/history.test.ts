import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTaskStore } from '../../src/tasks/store.ts';
import { markTaken } from '../../src/tasks/taken.ts';
import { asked, pastTask } from './past.ts';
import { Place } from './run-ctrlg.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const past = (task: Parameters<typeof pastTask>[1]) => pastTask(place.state, task);
const cellsOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
const idsOf = async (...args: string[]): Promise<string[]> => {
  const { json } = await place.run(['history', ...args, '--json']);
  return json.tasks.map((task: { task_id: string }) => task.task_id);
};

describe('ctrlg history', () => {
  it('says what to do where nothing was asked yet', async () => {
    const { code, out } = await place.run(['history']);
    expect({ code, out }).toEqual({ code: 0, out: 'No tasks yet. Ask for something: ctrlg ask NAME TEXT\n' });
  });

  it('shows when what was asked of whom, what came of it and how long it took, newest first', async () => {
    const older = past({ prompt: 'older\nmore', minutesAgo: 90, askedAt: '2025-03-04T10:00:00.000Z' });
    const newer = past({
      agent: 'coding',
      prompt: '\n  newer',
      outcome: 'failed',
      waitMs: 2_000,
      turnMs: 12_000,
      tries: 2,
      figures: { tokensIn: 12_345, tokensOut: 678, costUsd: 0.5 },
      minutesAgo: 0,
    });
    const { out } = await place.run(['history']);
    expect(cellsOf(out)).toEqual([
      ['TASK', 'ASKED', 'AGENT', 'OUTCOME', 'TURN', 'WAIT', 'TRIES', 'TOKENS', 'COST', 'PROMPT'],
      [
        newer,
        expect.stringMatching(/^\d\d:\d\d$/),
        'coding',
        'failed',
        '24 s',
        '2.0 s',
        '2',
        '12k/678',
        '$0.50',
        'newer',
      ],
      [
        older,
        expect.stringMatching(/^2025-03-04 \d\d:\d\d$/),
        'planning',
        'done',
        '1 min 00 s',
        '1.0 s',
        'older',
      ],
    ]);
  });

  it('shows tasks that no wrapper has entered yet, and leaves columns out that would be empty', async () => {
    const id = asked(place.state, { prompt: 'soon' });
    const { out } = await place.run(['history']);
    expect(cellsOf(out)).toEqual([
      ['TASK', 'ASKED', 'AGENT', 'OUTCOME', 'PROMPT'],
      [id, expect.any(String), 'planning', 'queued', 'soon'],
    ]);
  });

  it('shows 20, and says how to see the older ones', async () => {
    for (let n = 0; n < 22; n += 1) past({ minutesAgo: n });
    const { out, err } = await place.run(['history']);
    expect(out.trim().split('\n')).toHaveLength(21);
    expect(err).toBe('2 older ones: ctrlg history --limit 22\n');
    expect((await place.run(['history', '--limit', '22'])).out.trim().split('\n')).toHaveLength(23);
  });

  it('shows those of an agent, of an outcome, and of a time', async () => {
    const hourAgo = past({ minutesAgo: 60 });
    const failed = past({ minutesAgo: 50, outcome: 'failed' });
    const coding = past({ minutesAgo: 40, agent: 'coding' });
    const daysAgo = past({ minutesAgo: 3 * 24 * 60 });
    expect(await idsOf('--agent', 'coding')).toEqual([coding]);
    expect(await idsOf('--outcome', 'failed')).toEqual([failed]);
    expect(await idsOf('--since', '2d')).toEqual([coding, failed, hourAgo]);
    expect(await idsOf('--until', '55m')).toEqual([hourAgo, daysAgo]);
    expect(await idsOf('--since', '55m', '--until', '45m')).toEqual([failed]);
    expect(await idsOf('--since', '3000-01-01')).toEqual([]);
  });

  it('takes a day from its first moment to its last one', async () => {
    const midnight = (day: number) => new Date(2025, 4, day).getTime();
    const moments = [midnight(6) - 1, midnight(6), midnight(7) - 1, midnight(7)];
    const ids = moments.map((ms) => past({ askedAt: new Date(ms).toISOString() }));
    expect(await idsOf('--since', '2025-05-06', '--until', '2025-05-06')).toEqual([ids[2], ids[1]]);
    expect(await idsOf('--since', '2025-05-06T00:00', '--until', '2025-05-07 00:00')).toEqual([
      ids[2],
      ids[1],
    ]);
  });

  it.each(['', 'soon', '2025-02-30', '5', '-1d', '2025-99-01T10:00'])("knows no time '%s'", async (time) => {
    const { code, err } = await place.run(['history', `--since=${time}`]);
    expect(code).toBe(2);
    expect(err).toContain('A time is expected: today, yesterday, 2d, 12h, 2026-11-21 or 2026-11-21T10:00.');
  });

  it('says what there is when nothing fits', async () => {
    past({ agent: 'coding' });
    past({});
    const { code, out } = await place.run(['history', '--agent', 'codign']);
    expect(code).toBe(0);
    expect(out).toContain('No task fits. There are 2 tasks, of coding, planning;');
  });

  it('does nothing to a terminal, whatever a prompt holds; JSON keeps every byte of it', async () => {
    const prompt = '\u001b]0;title\u0007\u001b[2J\u001b[31mred\u202e\ttab';
    past({ prompt, result: '\u001b[31mneedle\u001b[0m\u0000', outcome: 'failed', reason: '\u001b[5mwhy' });
    const { json } = await place.run(['history', '--json']);
    expect(json.tasks[0].prompt_head).toBe(prompt);
    const [task] = json.tasks;
    for (const args of [[], ['needle'], [task.task_id]]) {
      const { out } = await place.run(['history', ...args]);
      expect(out).toContain('red    tab');
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    }
    expect((await place.run(['history', task.task_id, '--json'])).json.task.prompt).toBe(prompt);
  });
});

describe('ctrlg history WORDS', () => {
  it('finds prompts and results, and shows the line with the words marked', async () => {
    const prompt = past({ prompt: 'Where is the LOGIN bug?', result: 'nowhere' });
    const result = past({ prompt: 'Write a poem', result: 'first\nThe login is a door' });
    past({ prompt: 'other' });
    const { out } = await place.run(['history', 'login']);
    expect(out).toContain('  └ prompt: Where is the [LOGIN] bug?');
    expect(out).toContain('  └ result: The [login] is a door');
    expect(new Set(await idsOf('login'))).toEqual(new Set([prompt, result]));
    expect(await idsOf('login', 'door')).toEqual([result]);
    expect(await idsOf('log')).toHaveLength(2);
  });

  it('marks words whatever their case and accents', async () => {
    past({ prompt: 'In the café, at the NAÏVE parser' });
    const { out } = await place.run(['history', 'cafe naiv']);
    expect(out).toContain('In the [café], at the [NAÏVE] parser');
  });

  it.each([
    '"',
    'a AND',
    'NOT login',
    'prompt:login',
    'login*',
    '(login',
    "'; DROP TABLE tasks; --",
    '%',
    '^login',
    '!!!',
  ])('takes nothing in %s for the syntax of a query', async (text) => {
    past({ prompt: 'login' });
    const { code, err } = await place.run(['history', '--', text]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('looks only among those that fit', async () => {
    past({ prompt: 'login' });
    const coding = past({ agent: 'coding', prompt: 'login' });
    expect(await idsOf('login', '--agent', 'coding')).toEqual([coding]);
  });

  it('says when nothing holds them', async () => {
    past({ prompt: 'login' });
    const { code, out } = await place.run(['history', 'logout']);
    expect(code).toBe(0);
    expect(out).toContain("No ended task holds 'logout'.");
  });

  it('says when there are more', async () => {
    for (let n = 0; n < 4; n += 1) past({ prompt: 'login' });
    const { out, err } = await place.run(['history', 'login', '--limit', '3']);
    expect(out.match(/└/g)).toHaveLength(3);
    expect(err).toBe('There are more: add --limit 15\n');
  });
});

describe('ctrlg history ID', () => {
  it('shows all of one task: what was asked, each step with its evidence, what came of it', async () => {
    const id = past({
      prompt: 'Mend it\nquickly',
      result: 'Mended.',
      outcome: 'failed',
      reason: 'no room',
      tries: 2,
      figures: { tokensIn: 1_500, tokensOut: 20 },
      fields: { target: 'auto', priority: 'high', is_background: true },
    });
    const { code, out } = await place.run(['history', id]);
    expect(code).toBe(0);
    expect(out).toContain(`Task ${id} · failed in 2 min 00 s\n`);
    for (const words of [
      /^asked +\S+ \S+ by hook, of auto, high priority, in the background$/m,
      /^agent +planning$/m,
      /^reason +no room$/m,
      /^tries +2, of 3 at most$/m,
      /^tokens +1.5k in, 20 out$/m,
      /^Prompt\n {2}Mend it\n {2}quickly$/m,
      /^Steps\n {2}[\d:]{8} +queued +put by hook$/m,
      /^ {2}[\d:]{8} +\+\d+ ms +claimed +by planning, pid \d+$/m,
      /^ {2}[\d:]{8} +\+\d+ ms +retried +not before 2000: API Error: 529$/m,
      /^Result\n {2}Mended\.$/m,
    ])
      expect(out).toMatch(words);
  });

  it('takes the beginning of an id, and names those that it may mean', async () => {
    const fields = (id: string) => ({ fields: { id } });
    past(fields('mwq000000aaa'));
    past(fields('mwq000001aaa'));
    expect((await place.run(['history', 'mwq000001'])).out).toContain('Task mwq000001aaa · done');
    const { code, err } = await place.run(['history', 'mwq00000']);
    expect(code).toBe(2);
    expect(err).toContain("'mwq00000' begins the ids of 2 tasks.");
  });

  it('shows the tasks of the same prompt', async () => {
    const group = 'mwq000000aaa';
    past({ fields: { id: group, group } });
    past({ agent: 'coding', outcome: 'failed', fields: { id: 'mwq000001aaa', group } });
    const { out } = await place.run(['history', group]);
    expect(out).toMatch(/^group +mwq000000aaa \(planning, done\), mwq000001aaa \(coding, failed\)$/m);
  });

  it('shows the beginning of what is long, and where the rest is', async () => {
    const id = past({ result: Array.from({ length: 50 }, (_, n) => `line ${n + 1}`).join('\n') });
    const { out } = await place.run(['history', id]);
    expect(out).toContain(`  line 10\n  … 40 more lines: ctrlg results ${id}`);
  });

  it('shows a task that waits', async () => {
    const id = asked(place.state, { prompt: 'soon' });
    const { code, out } = await place.run(['history', id]);
    expect(code).toBe(0);
    expect(out).toMatch(/· queued\n[\s\S]*deadline[\s\S]*Prompt\n {2}soon/);
  });

  it('leaves a result untaken: it was looked at, not fetched', async () => {
    const id = past({});
    await place.run(['history', id]);
    expect(existsSync(join(place.state, 'tasks', id, 'taken'))).toBe(false);
  });

  it('gives everything as JSON', async () => {
    const id = past({ prompt: 'p', result: 'r\n' });
    const { json } = await place.run(['history', id, '--json']);
    expect(json.task).toMatchObject({
      task_id: id,
      status: 'done',
      prompt: 'p',
      output: 'r\n',
      wait_ms: 1_000,
      turn_ms: 60_000,
    });
    expect(json.task.history.map(({ what }: { what: string }) => what)).toEqual([
      'queued',
      'claimed',
      'placed',
      'submitted',
      'done',
    ]);
  });
});

describe('ctrlg history --clear-older', () => {
  const DAYS = 24 * 60;
  const taken = (days: number) => {
    const id = past({ minutesAgo: days * DAYS, prompt: 'old needle' });
    markTaken(place.state, id);
    return id;
  };

  it('says what it would remove, and removes nothing', async () => {
    const old = [taken(50), taken(40)];
    taken(10);
    const { code, out } = await place.run(['history', '--clear-older', '30d']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^2 tasks that ended before \S+ \S+ would be removed, with prompt, result and history: 2 done\.\n/,
    );
    expect(out).toContain('Nothing was removed yet. Remove them: ctrlg history --clear-older 30d --yes\n');
    expect(await idsOf()).toEqual(expect.arrayContaining(old));
  });

  it('removes it with --yes: rows, files and what a search finds', async () => {
    const old = taken(40);
    const young = taken(10);
    expect(await idsOf('needle')).toHaveLength(2);
    const { code, out } = await place.run(['history', '--clear-older', '30d', '--yes']);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 task that ended before .* was removed/);
    expect(await idsOf()).toEqual([young]);
    expect(await idsOf('needle')).toEqual([young]);
    expect(existsSync(join(place.state, 'tasks', old))).toBe(false);
  });

  it('never removes a task that has not ended, nor one whose result nobody has taken yet', async () => {
    const waiting = asked(place.state, {});
    const untaken = past({ minutesAgo: 40 * DAYS });
    const { out } = await place.run(['history', '--clear-older', '30d', '--yes']);
    expect(out).toContain('Nothing to remove');
    expect(out).toContain(
      '1 more is kept until 90 days after its end: nobody has taken its result (ctrlg results --waiting).',
    );
    expect((await idsOf()).toSorted()).toEqual([waiting, untaken].toSorted());
  });

  it('wants a unit: a plain number might mean anything', async () => {
    const { code, err } = await place.run(['history', '--clear-older', '30', '--yes']);
    expect(code).toBe(2);
    expect(err).toContain('A time such as 12h, 30d or 4w is expected');
  });

  it('takes --yes for nothing else, and no words', async () => {
    expect((await place.run(['history', '--yes'])).err).toContain('--yes belongs to --clear-older');
    expect((await place.run(['history', 'x', '--clear-older', '1d'])).code).toBe(2);
  });

  it('tells as JSON what it did', async () => {
    const old = taken(40);
    expect((await place.run(['history', '--clear-older', '30d', '--json'])).json).toEqual({
      old: [old],
      untaken: [],
      removed: 0,
    });
    const { json } = await place.run(['history', '--clear-older', '30d', '--yes', '--json']);
    expect(json).toEqual({ old: [old], untaken: [], removed: 1 });
    const database = openTaskStore(place.state);
    expect(database.prepare('SELECT count(*) AS n FROM tasks').get()).toEqual({ n: 0 });
    database.close();
  });
});
