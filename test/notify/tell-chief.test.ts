import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEnding, takeEndings } from '../../src/notify/endings.ts';
import { isToBeTold, tellChief } from '../../src/notify/tell-chief.ts';
import { tellUntold } from '../../src/notify/tell-untold.ts';
import { taskPlaces } from '../../src/project/places.ts';
import { isoOf, nowMs } from '../../src/system/clock.ts';
import { type Done, readDone, writeDone } from '../../src/tasks/done-marker.ts';
import { markTaken } from '../../src/tasks/taken.ts';
import { newTask, type Task } from '../../src/tasks/task.ts';
import { claimTelling } from '../../src/tasks/told.ts';
import { markUnawaited } from '../../src/tasks/unawaited.ts';
import { TestTmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

let home: string;
let tmux: TestTmux;
let pane: string;
let socket: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-notify-'));
  tmux = new TestTmux({ PATH: process.env.PATH!, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8' });
  pane = tmux.start('chief', home, "printf 'a draft'; exec cat");
  socket = tmux.run('display-message', '-p', '#{socket_path}');
});
afterEach(() => {
  tmux.kill();
  rmSync(home, { recursive: true, force: true });
});

interface Own {
  readonly agent?: string;
  readonly isBackground?: boolean;
  readonly status?: 'done' | 'failed' | 'cancelled';
  readonly agoMs?: number;
}

/** A task that has ended. */
function ended({ agent = 'planning', isBackground = true, status = 'done', agoMs = 0 }: Own = {}) {
  const fresh = newTask({ agent, isCommand: false, deadlineMinutes: 1, origin: 'hook', isBackground });
  const task: Task = { ...fresh, origin: { ...fresh.origin, pane, tmux: socket } };
  mkdirSync(taskPlaces(home, task.id).folder, { recursive: true });
  writeFileSync(taskPlaces(home, task.id).task, JSON.stringify(task));
  const end = { task_id: task.id, agent_id: agent, duration_ms: 42_000, ended_at: isoOf(nowMs() - agoMs) };
  writeDone(home, end, status === 'done' ? { kind: 'done' } : { kind: status, reason: 'why' });
  return { task, done: readDone(home, task.id)! };
}
const tell = ({ task, done }: { task: Task; done: Done }, notify?: string) =>
  tellChief(home, task, done, { notify });

/** A person at a terminal who looks at the chief's session; the line that tmux shows them at the bottom. */
async function person(): Promise<() => string> {
  const viewer = tmux.start('person', home, `exec env -u TMUX tmux -L ${tmux.socket} attach -t '=chief'`);
  await until('the person to be there', () => tmux.screen(viewer).includes('a draft'));
  return () => tmux.screen(viewer).split('\n').at(-1)!;
}
const bell = () => tmux.run('display-message', '-p', '-t', pane, '#{window_bell_flag}') === '1';
const log = () => (existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8') : '');
const NOTIFY = (file: string) => `echo "$CTRLG_TASK|$CTRLG_AGENT|$CTRLG_OUTCOME|$CTRLG_RESULT" >>'${file}'`;

describe('the end of a task that nobody waits for', () => {
  it('is told in the status line of those who see the chief, whose screen stays as it was', async () => {
    const line = await person();
    const look = () => tmux.run('capture-pane', '-p', '-e', '-t', pane);
    const before = [look(), tmux.run('display-message', '-p', '-t', pane, '#{cursor_x},#{cursor_y}')];
    const one = ended();
    void tell(one);
    const words = `ctrlg: planning done in 42 s · ctrlg results ${one.task.id}`;
    await until('the message', () => line().startsWith(words), { show: line });
    expect([look(), tmux.run('display-message', '-p', '-t', pane, '#{cursor_x},#{cursor_y}')]).toEqual(
      before,
    );
  });

  it('marks the chief’s window where the person looks at another', async () => {
    await person();
    tmux.run('new-window', '-t', 'chief:', 'exec cat');
    await until('the person to look elsewhere', () => !bell());
    await tell(ended());
    await until('the mark', bell);
  });

  it('marks it in the middle of an escape sequence too, which goes on', async () => {
    const other = tmux.start('other', home, "printf '\\033[3'; sleep 4; printf '1mred'; exec cat");
    pane = other;
    await tell(ended());
    await until('the mark', bell);
    const screen = () => tmux.run('capture-pane', '-p', '-e', '-t', other);
    await until('the rest', () => screen().includes('red'));
    expect(screen()).toContain('\u001b[31mred');
  });

  it('runs the notify command with what ended in its environment', async () => {
    const one = ended({ status: 'failed', agent: 'coding' });
    await tell(one, NOTIFY(join(home, 'log')));
    expect(log()).toBe(`${one.task.id}|coding|failed|${taskPlaces(home, one.task.id).result}\n`);
  });

  it('is told once, whoever tells it again', async () => {
    const one = ended();
    const notify = NOTIFY(join(home, 'log'));
    await Promise.all([tell(one, notify), tell(one, notify), tellUntold(home, { notify })]);
    await tell(one, notify);
    expect(log().trim().split('\n')).toHaveLength(1);
  });

  it('is told by one of two who try at the same moment', () => {
    const { task } = ended();
    expect([claimTelling(home, task.id), claimTelling(home, task.id)]).toEqual([true, false]);
    addEnding(home, task.id);
    expect([takeEndings(home), takeEndings(home)]).toEqual([[task.id], []]);
  });

  it('is told by the sweep when whoever should have told it has died; old ends are no news', async () => {
    const one = ended();
    ended({ agoMs: 3_600_000 });
    await tellUntold(home, { notify: NOTIFY(join(home, 'log')) });
    expect(log().split('|')[0]).toBe(one.task.id);
    expect(log().trim().split('\n')).toHaveLength(1);
  });

  it('five within two seconds are one message and one run of the command', async () => {
    const line = await person();
    const ends = [1, 2, 3, 4, 5, 6].map((n) => ended(n === 3 ? { status: 'failed' } : {}));
    const notify = NOTIFY(join(home, 'log'));
    const all = Promise.all(ends.map((one) => tell(one, notify)));
    await until('the message', () => line().startsWith('ctrlg: 6 tasks ended: 5 done, 1 failed · '));
    await all;
    const ids = ends.map(({ task }) => task.id).sort();
    expect(log()).toBe(`${ids.join(' ')}|6 tasks|5 done, 1 failed|\n`);
  });

  it('does not wait for a command that hangs, and needs no tmux', async () => {
    const { runCommand } = await import('../../src/notify/run-command.ts');
    const began = performance.now();
    await runCommand(`sleep 60 & echo $! >'${join(home, 'pid')}'; wait`, {}, 300);
    expect(performance.now() - began).toBeLessThan(5_000);
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
    await until('all of it to end', () => !isThere(pid));
    tmux.kill();
    await tell(ended(), NOTIFY(join(home, 'log')));
    expect(log()).toContain('|planning|done|');
  });
});

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
};

describe('nobody has to be told', () => {
  const isNews = ({ task, done }: { task: Task; done: Done }) => isToBeTold(home, task, done);

  it('of a task that somebody waits for, until they leave it or die', async () => {
    const one = ended({ isBackground: false });
    expect(isNews(one)).toBe(false);
    markUnawaited(home, one.task.id);
    expect(isNews(one)).toBe(true);
    const gone = execFile('true');
    await new Promise((resolve) => gone.once('exit', resolve));
    const { task, done } = ended({ isBackground: false });
    expect(isNews({ task: { ...task, origin: { ...task.origin, pid: gone.pid! } }, done })).toBe(true);
  });

  it('of an answer that was taken, and of a task that was cancelled', () => {
    const one = ended();
    expect(isNews(one)).toBe(true);
    markTaken(home, one.task.id);
    expect(isNews(one)).toBe(false);
    expect(isNews(ended({ status: 'cancelled' }))).toBe(false);
  });
});
