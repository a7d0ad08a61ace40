import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** Changes what Claude Code finds in its home. */
function changeHome(change: (config: Record<string, unknown>) => void): void {
  const file = join(rig.env.HOME!, '.claude.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  change(config);
  writeFileSync(file, JSON.stringify(config));
}

/** What Claude Code has written of a conversation. */
function conversationFile(id: string | null): string {
  const projects = join(rig.env.HOME!, '.claude/projects');
  const files = existsSync(projects)
    ? readdirSync(projects).map((name) => join(projects, name, `${id}.jsonl`))
    : [];
  return files
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

it('a folder that is not trusted yet: the agent is blocked until its person trusts it, and the task is done then', async () => {
  rig = new Rig({ brain: await claudeBrain() });
  changeHome((config) => delete config.projects);
  const asked = rig.hook('@planning behind the trust dialog');
  const { pane_id, question_id } = await rig.untilAgent(
    'planning',
    'to say so',
    ({ status, blocked_on }) =>
      status === 'blocked' && blocked_on?.includes('a first-run dialog may be open'),
    40_000,
  );
  expect(question_id).toBeNull();
  await until('the dialog', () => /Yes, I trust this folder/.test(rig.tmux.screen(pane_id)));
  rig.tmux.keys(pane_id, 'Down', 'Enter');
  expect((await asked.answer).result).toBe('echo: behind the trust dialog');
});

it('nobody is logged in: the task fails with where to log in, and the prompt is kept', async () => {
  rig = new Rig({ brain: await claudeBrain() });
  rig.configure({ agents: { planning: { ...rig.brain.agent, env: { ANTHROPIC_API_KEY: '' } } } });
  const { text, code } = await rig.hook('@planning who am I?').answer;
  expect(code).toBe(0);
  expect(text).toMatch(/^\[ctrlg\] planning · failed after .*\nNot logged in · Please run \/login/);
  expect(text).toContain('ctrlg attach');
  expect(text).toMatch(/\n@planning who am I\?$/);
});

it('the program is replaced while it runs: the turn goes on, and what is started next is looked at again', async () => {
  const brain = await claudeBrain();
  rig = new Rig({ brain });
  const [binary] = brain.agent.command as string[];
  const claude = join(rig.root, 'bin/claude');
  mkdirSync(join(rig.root, 'bin'));
  symlinkSync(binary!, claude);
  rig.configure({ agents: { planning: { ...brain.agent, command: [claude] } } });
  const asked = rig.hook('@planning hold-1');
  const { client_pid, conversation_id } = await rig.untilAgent('planning', 'to work', ({ context_summary }) =>
    context_summary.includes('hold-1'),
  );
  writeFileSync(`${claude}.new`, "#!/bin/sh\necho '2.1.90 (Claude Code)'\n", { mode: 0o755 });
  renameSync(`${claude}.new`, claude);
  brain.release(1);
  expect((await asked.answer).result).toBe('echo: hold-1');
  // It is on disk a moment after the answer, and after the client is idle.
  await until('the conversation on disk', () => conversationFile(conversation_id).includes('echo: hold-1'));
  process.kill(client_pid!, 'SIGKILL');
  const { stopped_because } = await rig.untilAgent(
    'planning',
    'to be refused',
    ({ stop_kind }) => stop_kind === 'refused',
  );
  expect(stopped_because).toContain('Claude Code 2.1.90');
  const refused = await rig.hook('@planning not lost').answer;
  expect(refused.text).toMatch(/Update it with: claude update[\s\S]*\n@planning not lost$/);
  symlinkSync(binary!, `${claude}.new`);
  renameSync(`${claude}.new`, claude);
  expect((await rig.hook('@planning after the mend').answer).result).toBe('echo: after the mend');
  expect(rig.status('planning')!.conversation_id).toBe(conversation_id);
  expect(existsSync(claude)).toBe(true);
});
