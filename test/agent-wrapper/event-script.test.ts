import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let agent: string;
beforeEach(() => {
  agent = join(mkdtempSync(join(tmpdir(), 'cg-event-')), "my agent's folder");
  mkdirSync(join(agent, 'events'), { recursive: true });
});
afterEach(() => rmSync(join(agent, '..'), { recursive: true }));

/** Runs the client's hook command with an event on its stdin. */
function tell(event: string, args: string[] = ['Stop'], folder = agent) {
  const { status, stdout, stderr } = spawnSync(join(repository, 'bin/ctrlg-event'), args, {
    env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: folder },
    input: event,
    encoding: 'utf8',
  });
  return { code: status, printed: stdout + stderr };
}
const told = () => readdirSync(join(agent, 'events'));
const IN_SILENCE = { code: 0, printed: '' };

describe('a client’s hook command', () => {
  it.each([
    ['short', '{"hook_event_name":"Stop"}'],
    ['300 KB long', JSON.stringify({ text: 'é"\\\n%s $HOME '.repeat(20_000) })],
    ['without a line end, and empty', ''],
  ])('leaves the event as it was in a file of its own: %s', (_, event) => {
    expect(tell(event)).toEqual(IN_SILENCE);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatch(/^\d+-Stop\.json$/);
    expect(readFileSync(join(agent, 'events', told()[0]!), 'utf8')).toBe(event);
  });

  it('keeps two events apart', () => {
    tell('{"n":1}');
    tell('{"n":2}');
    expect(told()).toHaveLength(2);
  });

  it('is told to its end though its window is closed meanwhile', async () => {
    const script = spawn(join(repository, 'bin/ctrlg-event'), ['Stop'], {
      env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: agent },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await until('the event to be begun', () => told().length === 1);
    script.kill('SIGHUP');
    script.stdin.end('{"n":1}');
    await new Promise((resolve) => script.once('exit', resolve));
    expect(readFileSync(join(agent, 'events', told()[0]!), 'utf8')).toBe('{"n":1}');
  });

  describe('after a tool, with a message that is offered', () => {
    const MESSAGE = '{"hookSpecificOutput":{"additionalContext":"it\'s \\n %s"}}';
    const at = (place: string) => readdirSync(join(agent, 'messages', place));
    beforeEach(() => {
      for (const place of ['offered', 'handed', 'told'])
        mkdirSync(join(agent, 'messages', place), { recursive: true });
      writeFileSync(join(agent, 'messages/offered/m1.t1'), MESSAGE);
    });

    it('prints it as it is, tells the event, and leaves a receipt', () => {
      const event = '{"hook_event_name":"PostToolUse","tool_input":{"command":"\\"agent_id\\":"}}';
      expect(tell(event, ['PostToolUse'])).toEqual({ code: 0, printed: MESSAGE });
      expect(readFileSync(join(agent, 'events', told()[0]!), 'utf8')).toBe(event);
      expect([at('offered'), at('handed'), at('told')]).toEqual([[], [], ['m1.t1']]);
      expect(tell(event, ['PostToolUse'])).toEqual(IN_SILENCE);
    });

    it('hands it to nobody else: no helper, and no other event', () => {
      expect(tell('{"agent_id":"a1","tool_input":{}}', ['PostToolUse'])).toEqual(IN_SILENCE);
      for (const event of ['UserPromptSubmit', 'PostToolUseFailure', 'Stop'])
        expect(tell('{}', [event])).toEqual(IN_SILENCE);
      expect([at('offered'), told().length]).toEqual([['m1.t1'], 4]);
    });

    it('leaves no receipt where it was killed before it had printed all', async () => {
      writeFileSync(join(agent, 'messages/offered/m1.t1'), 'x'.repeat(4_000_000));
      const script = spawn(join(repository, 'bin/ctrlg-event'), ['PostToolUse'], {
        env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: agent },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      script.stdin.end('{}');
      // Nobody reads: the pipe is full.
      await until('it to be in hand', () => at('handed').length === 1);
      expect(at('handed')).toEqual([`m1.t1.${script.pid}`]);
      script.kill('SIGKILL');
      script.stdout.destroy();
      await new Promise((resolve) => script.once('exit', resolve));
      expect([at('offered'), at('told')]).toEqual([[], []]);
    });
  });

  it('needs no name for the event', () => {
    expect(tell('{}', [])).toEqual(IN_SILENCE);
    expect(told()[0]).toMatch(/^\d+-event\.json$/);
  });

  it.each(['', '/nowhere/at all'])('never fails its client where there is no agent: %j', (folder) => {
    expect(tell('{}', ['Stop'], folder)).toEqual(IN_SILENCE);
  });
});
