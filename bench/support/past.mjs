import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSource } from './load-source.mjs';

const AGENTS = ['planning', 'coding', 'coding-2', 'testing', 'review'];
const OUTCOMES = [...Array(16).fill('done'), 'failed', 'cancelled', 'timed-out', 'agent-gone'];
const PROMPTS = [
  'How should we add a wish list to the shop?',
  'Mend the login: a wrong password shows an empty page',
  'Write the tests of the parser, the hostile inputs first',
  'Review the last three commits for faults in the way errors are told',
  'Why does the import of 20,000 products take four minutes?',
];
const DAY_MS = 86_400_000;

/** A project in which many tasks were asked and have ended, over so many days. */
export async function withPast({ tasks, days, files = false }, action) {
  const root = mkdtempSync(join(tmpdir(), 'ctrlg-past-'));
  try {
    await action(await makePast(root, { tasks, days, files }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export async function makePast(root, { tasks, days, files }) {
  const [folder, home] = [join(root, 'project'), join(root, 'state')];
  mkdirSync(folder, { recursive: true });
  mkdirSync(home, { mode: 0o700 });
  const { openTaskStore } = await loadSource("export { openTaskStore } from './src/tasks/store.ts';");
  const database = openTaskStore(home);
  database.exec('BEGIN');
  const statements = statementsOf(database);
  const random = randomFrom(7);
  for (let n = 0; n < tasks; n += 1) {
    const task = taskOf(n, { tasks, days, random });
    enter(statements, task);
    if (files) writeFiles(home, task);
  }
  database.exec('COMMIT');
  database.close();
  const env = { PATH: process.env.PATH, HOME: root, CTRLG_HOME: home, CTRLG_TMUX_SOCKET: 'ctrlg-bench-none' };
  return { folder, home, env };
}

function taskOf(n, { tasks, days, random }) {
  // Some come in threes, from one prompt file.
  const group = Math.floor(n / 3) % 4 === 0 ? Math.floor(n / 3) : undefined;
  const place = group === undefined ? n : group * 3;
  const askedMs = Date.now() - DAY_MS * days * (1 - place / tasks) - 60_000;
  const turns = random() < 0.05 ? 2 : 1;
  const outcome = OUTCOMES[Math.floor(random() * OUTCOMES.length)];
  const waitMs = 40 + random() ** 6 * 120_000;
  const turnMs = group === undefined ? 3_000 + random() ** 3 * 600_000 : 60_000 + random() * 60_000;
  const id = (Math.floor(askedMs) + (n - place)).toString(36) + (n % 46_656).toString(36).padStart(3, '0');
  const agent = AGENTS[group === undefined ? Math.floor(random() ** 2 * AGENTS.length) : n % 3];
  const tellsTokens = agent !== 'review';
  return {
    n,
    id,
    group,
    askedMs,
    turns,
    outcome,
    waitMs,
    turnMs,
    agent,
    tellsTokens,
    tokens: Math.floor(turnMs / 20),
  };
}

function statementsOf(database) {
  return {
    task: database.prepare(
      `INSERT INTO tasks (id, agent, form, created_at, deadline_at, state, target, outcome, reason, ended_at, origin_kind,
         group_id, prompt_head, attempts, turn_ms, tokens_in, tokens_out, cost_usd, fence)
       VALUES (?, ?, 'text', ?, ?, 'ended', ?, ?, ?, ?, 'hook', ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    run: database.prepare(
      `INSERT INTO runs (task_id, fence, agent, pid, pid_started, state, claimed_at, submitted_at, ended_at, outcome)
       VALUES (?, ?, ?, 1, '1', 'ended', ?, ?, ?, ?)`,
    ),
    step: database.prepare('INSERT INTO history (at, task_id, fence, what, evidence) VALUES (?, ?, ?, ?, ?)'),
  };
}

const groupIds = new Map();

function enter({ task, run, step }, made) {
  const { id, agent, outcome, turns, turnMs, tokens, tellsTokens } = made;
  const iso = (ms) => new Date(made.askedMs + ms).toISOString();
  const end = made.waitMs + turns * turnMs;
  if (made.group !== undefined && !groupIds.has(made.group)) groupIds.set(made.group, id);
  const reason = outcome === 'done' ? '' : 'API Error: 529 overloaded';
  const told = tellsTokens
    ? [tokens, Math.floor(tokens / 9), agent === 'planning' ? tokens / 300_000 : null]
    : [null, null, null];
  const group = made.group === undefined ? null : groupIds.get(made.group);
  const head = PROMPTS[made.n % PROMPTS.length];
  task.run(
    id,
    agent,
    iso(0),
    iso(1_800_000),
    agent,
    outcome,
    reason,
    iso(end),
    group,
    head,
    turns,
    Math.round(turns * turnMs),
    ...told,
    turns,
  );
  step.run(iso(0), id, 0, 'queued', 'put by hook');
  for (let turn = 0; turn < turns; turn += 1) {
    const begin = made.waitMs + turn * turnMs;
    const how = turn < turns - 1 ? 'retried' : outcome;
    run.run(id, turn + 1, agent, iso(begin), iso(begin), iso(begin + turnMs), how);
    step.run(iso(begin), id, turn + 1, 'claimed', `by ${agent}, pid 4711`);
    step.run(iso(begin), id, turn + 1, 'submitted', 'UserPromptSubmit carries the prompt');
    step.run(iso(begin + turnMs), id, turn + 1, how, reason);
  }
}

function writeFiles(home, { id, agent, askedMs, outcome, turnMs, n, turns, waitMs }) {
  const folder = join(home, 'tasks', id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const created_at = new Date(askedMs).toISOString();
  const ended_at = new Date(askedMs + waitMs + turns * turnMs).toISOString();
  const origin = { kind: 'hook', pid: 1, pane: null };
  const task = {
    version: 1,
    id,
    agent,
    form: 'text',
    created_at,
    deadline_at: new Date(askedMs + 1_800_000).toISOString(),
    origin,
  };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  writeFileSync(join(folder, 'prompt.md'), PROMPTS[n % PROMPTS.length]);
  writeFileSync(
    join(folder, 'result.md'),
    `Answer ${n}.\n1. Read the code.\n2. Mend the parser in src/parse.ts.\n`,
  );
  const reason = outcome === 'done' ? '' : 'API Error: 529 overloaded';
  const done = {
    version: 1,
    task_id: id,
    agent_id: agent,
    status: outcome,
    reason,
    duration_ms: turnMs,
    ended_at,
  };
  writeFileSync(join(folder, '.done'), JSON.stringify(done));
}

/** The same tasks in each run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
