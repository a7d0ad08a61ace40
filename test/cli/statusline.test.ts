import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statuslineOf } from '../../src/cli/statusline.ts';
import { isoOf, nowMs } from '../../src/system/clock.ts';
import { dead, live } from '../coordinator/agent-state.ts';
import { TestTmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';
import { ctrlg, Place, repository } from './run-ctrlg.ts';

const idAt = (ms: number) => `${ms.toString(36)}abc`;

describe('the line for a status bar', () => {
  const now = Date.parse('2030-01-01T10:00:00Z');
  const line = (agents: Record<string, ReturnType<typeof live>>, waiting = 0) =>
    statuslineOf(
      Object.entries(agents).map(([name, state]) => ({ name, client: undefined, state })),
      waiting,
      { paint: (_, text) => text, nowMs: now },
    );

  it('names those at work first, with their time, then the idle ones, then what waits', () => {
    const working = live({ status: 'working', current_task: idAt(now - 42_000) });
    expect(line({ coding: live({ queue: ['a', 'b'] }), planning: working }, 1)).toBe(
      'ctrlg ● planning 0:42 ○ coding +2 ✓ 1 waiting',
    );
  });

  it('tells who asks something, who is attended and who could not start', () => {
    const asking = live({ status: 'blocked', blocked_on: 'Bash: ls', current_task: idAt(now - 3_723_000) });
    const attended = live({ status: 'working', attended: true });
    expect(line({ a: asking, b: attended, c: dead({ status: 'stopped', stop_kind: 'refused' }) })).toBe(
      'ctrlg ▲ a 1:02:03 ◆ b ✗ c',
    );
  });

  it('is empty where nothing runs and nothing waits, and stays short', () => {
    expect(line({ a: dead({ status: 'stopped', stop_kind: 'down' }), b: { kind: 'absent' } })).toBe('');
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`agent-${n}`, live()]));
    expect(line(many)).toMatch(/^ctrlg(?: ○ agent-\d){5} … 4 more$/);
  });
});

describe('ctrlg statusline', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('has the colours of a terminal, of tmux, or none', async () => {
    place.configure({ agents: { planning: {}, coding: {} } });
    place.writeStatus('coding', { status: 'working', current_task: idAt(nowMs()) });
    place.writeStatus('planning');
    place.writeTask('mwq000000aaa', { done: { status: 'done' } });
    place.writeTask('mwq000001aaa', { done: { status: 'cancelled' } });
    place.writeTask('mwq000002aaa', { done: { status: 'failed' } });
    await place.run(['results', 'mwq000002aaa']);
    const run = async (args: string[], env = {}) =>
      (await place.run(['statusline', ...args], { env })).out.replace(/\d:\d\d/, 'T');
    expect(await run([], { NO_COLOR: '1' })).toBe('ctrlg ● coding T ○ planning ✓ 1 waiting\n');
    expect(await run(['--tmux'])).toBe(
      'ctrlg #[fg=green]●#[default] coding T #[dim]○#[default] planning #[fg=green]✓ 1 waiting#[default]\n',
    );
    expect(await run([])).toContain('\u001b[32m●\u001b[0m coding');
  });

  it('never waits for its standard input', async () => {
    const child = spawn(ctrlg, ['statusline'], {
      cwd: place.project,
      env: place.env,
      stdio: ['pipe', 'pipe', 2],
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });

  it('makes no state folder in a folder that has none, and says nothing', async () => {
    const state = join(place.root, 'none');
    const { code, out } = await place.run(['statusline'], { env: { CTRLG_HOME: state } });
    expect({ code, out }).toEqual({ code: 0, out: '\n' });
    expect(existsSync(state)).toBe(false);
  });

  it('is not disturbed by what is broken', async () => {
    place.configure('{');
    place.writeFile('agents/broken/status.json', '{');
    place.writeFile('tasks/mwq000000aaa/.done', '{');
    mkdirSync(join(place.state, 'agents/empty'));
    place.writeStatus('planning', { last_active: isoOf(0) });
    expect((await place.run(['statusline', '--tmux'])).out).toBe('ctrlg #[dim]○#[default] planning\n');
  });

  it('stands in tmux’s status bar as docs/status-line.md says, in a folder with blanks in its path', async () => {
    place.writeStatus('planning', { status: 'blocked', blocked_on: 'x' });
    const tmux = new TestTmux({ ...place.env, PATH: `${dirname(ctrlg)}:${place.env.PATH}` });
    try {
      tmux.start('main', place.project, 'exec cat');
      const [, line] = /^ {4}set -g status-right (.*)$/m.exec(
        readFileSync(join(repository, 'docs/status-line.md'), 'utf8'),
      )!;
      const conf = join(place.root, 'tmux.conf');
      writeFileSync(
        conf,
        `set -g status-interval 1\nset -g status-right-length 80\nset -g status-right ${line}\n`,
      );
      tmux.run('source-file', conf);
      const viewer = tmux.start('viewer', place.root, `env -u TMUX tmux -L ${tmux.socket} attach -t '=main'`);
      const bar = () => tmux.run('capture-pane', '-e', '-p', '-t', viewer).split('\n').at(-1)!;
      await until(
        'the line',
        () =>
          bar()
            .replaceAll(/\u001b\[[\d;]*m/g, '')
            .includes('ctrlg ▲ planning'),
        {
          show: bar,
        },
      );
      expect(bar()).toContain('\u001b[33m');
    } finally {
      tmux.kill();
    }
  });
});
