import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
const start = async (agents: Record<string, Record<string, unknown>> = { planning: {}, coding: {} }) => {
  const brain = await claudeBrain();
  rig = new Rig({ brain, agents });
  await rig.hook('@planning warm up').answer;
  await until(
    'the client to be idle',
    () => brain.clientState('planning', rig.status('planning')!.client_pid!) === 'idle',
  );
  return { brain, pane: rig.status('planning')!.pane_id };
};

afterEach(() => rig.stop());

it('a person’s shell mode is a draft: a prompt must not be run as a shell command', async () => {
  const { pane } = await start();
  rig.tmux.type(pane, '!');
  await until('shell mode', () => /^!/m.test(rig.tmux.screen(pane)));
  const asked = rig.hook('@planning touch must-not-exist');
  await rig.untilAgent('planning', 'to be held', ({ attended }) => attended);
  rig.tmux.keys(pane, 'BSpace');
  expect((await asked.answer).result).toBe('echo: touch must-not-exist');
});

it('a client that a person suspended with Ctrl-Z is woken for the next task', async () => {
  const { pane } = await start();
  rig.tmux.keys(pane, 'C-z');
  await until('the client to be suspended', () => rig.tmux.screen(pane).includes('suspended'));
  expect((await rig.hook('@planning wake up').answer).result).toBe('echo: wake up');
});

it('a dialog that a person left open keeps tasks back until it is closed', async () => {
  const { pane } = await start();
  rig.tmux.type(pane, '/help');
  rig.tmux.keys(pane, 'Enter');
  await rig.untilAgent('planning', 'to be left alone', () => /Esc/i.test(rig.tmux.screen(pane)));
  const asked = rig.hook('@planning behind the dialog');
  await rig.untilAgent('planning', 'to say so', ({ blocked_on }) => blocked_on?.includes('dialog'));
  rig.tmux.keys(pane, 'Escape');
  expect((await asked.answer).result).toBe('echo: behind the dialog');
});

it('the answer waits for a background task that the turn left pending', async () => {
  const { brain } = await start();
  const command = `sleep 1; touch '${rig.root}/background-done'`;
  brain.api.reply(({ text }) => {
    if (text === '') return 'after the background task';
    if (!text.includes('in the background')) return `echo: ${text}`;
    const input = { command, description: 'waits', run_in_background: true };
    // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
    return { kind: 'tool', name: 'Bash', input, then: 'started it' };
  });
  const asked = rig.hook('@planning do it in the background');
  await approveWhenAsked();
  expect((await asked.answer).result).toBe('after the background task');
});

it('the answer stands in the chief’s own input box and goes out as it is', async () => {
  const { brain } = await start();
  const chief = await rig.chief();
  await chief.ask('@planning for the box');
  await until('the answer in the box', () => chief.screen().includes('echo: for the box'));
  chief.keys('Enter');
  const sent = await brain.api.nextRequest(({ text }) => text.startsWith('[ctrlg] planning'));
  expect(sent.text).toMatch(/^\[ctrlg\] planning · done in .*\n\necho: for the box$/);
});

it.each([50, 75, 100, 150, 250, 500])(
  'Ctrl-C %i ms after Ctrl-G leaves Claude Code alive, with the prompt in its box',
  async (ms) => {
    rig = new Rig({ brain: await claudeBrain(), config: { default: 'planning' } });
    const env = { EDITOR: join(repository, 'bin/ctrlg-hook'), VISUAL: join(repository, 'bin/ctrlg-hook') };
    const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const pane = rig.tmux.start(
      'plain-chief',
      rig.project,
      `exec env ${words.join(' ')} ${rig.brain.chiefCommand}`,
    );
    const screen = () => rig.tmux.screen(pane);
    await until('the chief to be ready', () => rig.brain.isChiefReady(screen()));
    rig.tmux.type(pane, 'hang-1 for ever');
    await until('the prompt in the box', () => /❯.hang-1 for ever/.test(screen()));
    rig.tmux.keys(pane, 'C-g');
    await delay(ms);
    rig.tmux.keys(pane, 'C-c');
    await until(
      'the chief to be back',
      () => /❯.hang-1 for ever/.test(screen()) && !screen().includes('editor to continue'),
    );
    expect(rig.tmux.isAlive(pane)).toBe(true);
  },
);

async function approveWhenAsked(): Promise<void> {
  const { pane_id } = await rig.untilAgent('planning', 'to ask', ({ status }) => status === 'blocked');
  const approve = () => {
    rig.tmux.keys(pane_id, 'Enter');
    return rig.status('planning')!.status !== 'blocked';
  };
  await until('the approval to be taken', approve, { everyMs: 300 });
}
