import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig, type RigOptions, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';
import { canMount, TinyDisk } from '../system/tiny-disk.ts';
import { runHook } from './run-hook.ts';

let rig: Rig;
let disk: TinyDisk | undefined;
afterEach(async () => {
  await rig.stop();
  disk?.remove();
  disk = undefined;
});
const start = (options: Partial<RigOptions> = {}) => {
  rig = new Rig({ brain: scriptedBrain(), ...options });
};

/** Gives the config a deadline, which the next hook reads. */
function setDeadline(minutes: number): void {
  const config = JSON.parse(readFileSync(join(rig.project, 'ctrlg.config.json'), 'utf8'));
  rig.configure({ ...config, deadlineMinutes: minutes });
}
const untilWorking = () =>
  rig.untilAgent('planning', 'to work', ({ status, current_task }) => status === 'working' && current_task);
const taskFile = (id: string, name: string) => join(rig.state, 'tasks', id, name);
const untilEnded = (id: string) => until(`task ${id} to end`, () => existsSync(taskFile(id, '.done')));
const taskIn = (text: string) => /task (\w+)/.exec(text)?.[1] ?? 'none';

describe('an agent that cannot be started', () => {
  /** The task was taken back: it has ended, and is not run when the agent is mended. */
  async function wasTakenBack(id: string): Promise<void> {
    expect(JSON.parse(readFileSync(taskFile(id, '.done'), 'utf8')).status).toBe('failed');
    expect(readdirSync(rig.agentFile('planning', 'inbox'))).toEqual([]);
  }

  it('is reported with how to install its client, and the task is not run later', async () => {
    start({ agents: { planning: { client: 'claude', command: ['no-such-claude'] }, coding: {} } });
    const { text, code } = await rig.hook('@planning do "it" \\\n').answer;
    expect(code).toBe(0);
    expect(text).toMatch(/^\[ctrlg\] planning · not started · task \w+ was taken back\n/);
    expect(text).toContain("'no-such-claude' is not installed");
    expect(text).toContain('Install it with: npm install -g @anthropic-ai/claude-code');
    expect(text).toMatch(/\n----- your prompt, unchanged -----\n@planning do "it" \\\n$/);
    await wasTakenBack(taskIn(text));
    rig.configure({ agents: { planning: rig.brain.agent } });
    expect((await rig.hook('@planning after the mend').answer).result).toBe('echo: after the mend');
    expect(rig.brain.prompts()).toEqual(['after the mend']);
  });

  it('is reported with how to update a Claude Code that is too old, and the prompt is kept', async () => {
    start({ agents: { planning: { client: 'claude' } } });
    const claude = join(rig.root, 'claude');
    writeFileSync(claude, "#!/bin/sh\necho '2.1.90 (Claude Code)'\n", { mode: 0o755 });
    rig.configure({ agents: { planning: { client: 'claude', command: [claude] } } });
    const { text, code } = await rig.hook('@planning do it').answer;
    expect(code).toBe(0);
    expect(text).toContain('Agent planning runs Claude Code 2.1.90');
    expect(text).toContain('It works from 2.1.196 on. Update it with: claude update');
    expect(text).toMatch(/\n----- your prompt, unchanged -----\n@planning do it$/);
    await wasTakenBack(taskIn(text));
  });

  it('is started all the same when a hook was killed while it started it', async () => {
    start();
    // What proper-lockfile leaves when its holder dies.
    mkdirSync(`${rig.agentFile('planning')}.lock`, { recursive: true });
    const { result } = await rig.hook('@planning after the dead one').answer;
    expect(result).toBe('echo: after the dead one');
  });

  it('is reported when its client ends again and again', async () => {
    start({ agents: { planning: { client: 'claude', command: ['/bin/false'], args: [] }, coding: {} } });
    const { text } = await rig.hook('@planning x').answer;
    expect(text).toContain('Its client ended 3 times right after its start (exit 1)');
    expect(text).toMatch(/\n@planning x$/);
    await wasTakenBack(taskIn(text));
  });

  it('is reported with the folder that is not there', async () => {
    start({ agents: { planning: { cwd: 'no/such folder' }, coding: {} } });
    const { text } = await rig.hook('@planning x').answer;
    expect(text).toContain(join(rig.project, 'no/such folder'));
    expect(text).toMatch(/\n@planning x$/);
    await wasTakenBack(taskIn(text));
  });
});

describe('a deadline that passes', () => {
  it('is reported above the prompt; the run goes on, and its result can be read later', async () => {
    start();
    await rig.hook('@planning warm up').answer;
    setDeadline(0.03);
    const { text, code } = await rig.hook('@planning hold-1').answer;
    expect(code).toBe(0);
    expect(text).toMatch(
      /^\[ctrlg\] planning · timed out · task \w+\nNo answer within 0\.03 minutes\. The run goes on/,
    );
    expect(text).toMatch(/\n@planning hold-1$/);
    rig.brain.release(1);
    await untilEnded(taskIn(text));
    const results = [join(repository, 'bin/ctrlg'), 'results', taskIn(text)] as const;
    const { stdout } = await promisify(execFile)(results[0], results.slice(1), {
      cwd: rig.project,
      env: rig.env,
    });
    expect(stdout).toBe('echo: hold-1');
  });

  it('before the task was begun takes it back, and says so', async () => {
    start();
    const first = rig.hook('@planning hold-1');
    await untilWorking();
    setDeadline(0.01);
    const { text } = await rig.hook('@planning too late').answer;
    expect(text).toMatch(/^\[ctrlg\] planning · timed out/);
    expect(text).toMatch(/\n@planning too late$/);
    expect(text).not.toContain('The run goes on');
    rig.brain.release(1);
    expect((await first.answer).result).toBe('echo: hold-1');
    expect((await rig.hook('@planning the next').answer).result).toBe('echo: the next');
    expect(rig.brain.prompts()).not.toContain('too late');
  });
});

it('other arguments before the file are for other editors', async () => {
  start();
  const file = join(rig.root, 'prompt.md');
  writeFileSync(file, '@planning x');
  const { code } = await runHook(rig, ['--wait', '-g', `${file}:1`, file]);
  expect(code).toBe(0);
  expect(readFileSync(file, 'utf8')).toMatch(/\n\necho: x$/);
});

describe.skipIf(!canMount)('a disk that is full when the answer comes', () => {
  it('leaves the prompt whole, and the answer where it can be read', async () => {
    start();
    disk = new TinyDisk();
    const file = join(disk.folder, 'prompt.md');
    writeFileSync(file, '@planning hold-1');
    const ended = runHook(rig, [file]);
    const { current_task } = await untilWorking();
    disk.fill();
    rig.brain.release(1);
    const { code, err } = await ended;
    expect(code).toBe(1);
    expect(err).toContain(`The disk is full: ${file} was not written.`);
    expect(err).toContain(`ctrlg results ${current_task}`);
    expect(readFileSync(file, 'utf8')).toBe('@planning hold-1');
    expect(readdirSync(disk.folder).sort()).toEqual(['filler', 'prompt.md']);
    expect(readFileSync(taskFile(current_task!, 'result.md'), 'utf8')).toBe('echo: hold-1');
  });
});
