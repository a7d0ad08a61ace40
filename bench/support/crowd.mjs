import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STATES = ['idle', 'idle', 'working', 'blocked'];
const WORDS = ['plan', 'design', 'refactor', 'test', 'review', 'docs', 'release', 'security'];

/** A project with many agents that all live, as far as their status files say: this process stands for their wrappers. */
export async function withCrowd(count, action) {
  const root = mkdtempSync(join(tmpdir(), 'ctrlg-crowd-'));
  try {
    await action(makeCrowd(root, count));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function makeCrowd(root, count) {
  const [folder, home] = [join(root, 'project'), join(root, 'state')];
  const names = Array.from({ length: count }, (_, n) => `agent-${n + 1}`);
  mkdirSync(folder);
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(folder, 'ctrlg.config.json'), JSON.stringify(configOf(names), null, 2));
  const started = startOf(process.pid);
  for (const [n, name] of names.entries()) {
    const place = join(home, 'agents', name);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    writeFileSync(join(place, 'status.json'), JSON.stringify(statusOf(name, n, started), null, 2));
  }
  const env = { PATH: process.env.PATH, HOME: root, CTRLG_HOME: home, CTRLG_TMUX_SOCKET: 'ctrlg-bench-none' };
  return { folder, home, names, env };
}

function configOf(names) {
  const agent = (n) => ({
    client: 'scripted',
    description: `Agent ${n} of the bench, which works on one part of the product.`,
    keywords: [WORDS[n % WORDS.length], `part-${n}`],
  });
  return { agents: Object.fromEntries(names.map((name, n) => [name, agent(n)])) };
}

function statusOf(name, n, started) {
  const status = STATES[n % STATES.length];
  return {
    version: 1,
    agent_id: name,
    status,
    current_task: status === 'idle' ? null : `mwq4ocq${String(n).padStart(4, '0')}`,
    context_summary: 'What do you think of the way in which the parts of the product find one another?',
    last_active: new Date().toISOString(),
    window_id: `@${n}`,
    pane_id: `%${n}`,
    tmux_socket: '/tmp/tmux-0/none',
    pid: process.pid,
    pid_started: started,
    client: 'scripted',
    client_pid: process.pid,
    client_pid_started: started,
    conversation_id: '0567f64b-7e07-40e1-a073-dfda3db19fb7',
    cwd: '/home/somebody/product',
    blocked_on: status === 'blocked' ? 'Bash: npm test' : null,
    attended: false,
    queue: [],
    stop_kind: null,
    stopped_because: null,
  };
}

function startOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
