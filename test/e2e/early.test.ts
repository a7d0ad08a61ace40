import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

/** A PATH whose `node` does not start before `go` is there. */
function slowNode(): { env: Record<string, string>; start: () => void } {
  const folder = join(rig.root, 'slow');
  mkdirSync(folder);
  const node = join(folder, 'node');
  const go = join(folder, 'go');
  writeFileSync(
    node,
    `#!/bin/sh\nwhile [ ! -e '${go}' ]; do sleep 0.02; done\nexec '${process.execPath}' "$@"\n`,
  );
  chmodSync(node, 0o755);
  return { env: { PATH: `${folder}:${rig.env.PATH}` }, start: () => writeFileSync(go, '') };
}

const results = () =>
  readdirSync(join(rig.state, 'tasks')).filter((id) => existsSync(join(rig.state, 'tasks', id, '.done')));

describe('before the hook’s Node has started', () => {
  it('the agent that the prompt names is at work, and the hook then asks nothing twice', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    await rig.hook('@planning warm up').answer;
    const node = slowNode();
    const asked = rig.hook('@planning begin at once', node.env);
    await until('the agent to be done', () => results().length === 2, { show: () => rig.describe() });
    node.start();
    expect((await asked.answer).result).toBe('echo: begin at once');
    expect(rig.brain.prompts()).toEqual(['warm up', 'begin at once']);
    expect(readdirSync(join(rig.state, 'asks'))).toEqual([]);
  });

  it('a failed turn is reported as ever, with the prompt kept', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    await rig.hook('@planning warm up').answer;
    const node = slowNode();
    const asked = rig.hook('@planning fail-1', node.env);
    await until('the agent to be done', () => results().length === 2, { show: () => rig.describe() });
    node.start();
    expect((await asked.answer).text).toMatch(/^\[ctrlg\] planning · failed [\s\S]*@planning fail-1$/);
    expect(rig.brain.prompts()).toEqual(['warm up', 'fail-1']);
  });

  it('a longer turn is begun, and the hook then waits for it', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    await rig.hook('@planning warm up').answer;
    const node = slowNode();
    const asked = rig.hook('@planning hold-1', node.env);
    await until('the agent to have it', () => rig.brain.prompts().includes('hold-1'));
    node.start();
    await until(
      'the hook to have taken the ask away',
      () => readdirSync(join(rig.state, 'asks')).length === 0,
    );
    rig.brain.release(1);
    expect((await asked.answer).result).toBe('echo: hold-1');
    expect(rig.brain.prompts()).toEqual(['warm up', 'hold-1']);
  });

  it('a hook that is killed loses nothing: the run goes on and its result waits', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    await rig.hook('@planning warm up').answer;
    const asked = rig.hook('@planning hold-1', slowNode().env);
    await until('the agent to have it', () => rig.brain.prompts().includes('hold-1'));
    process.kill(-asked.pid, 'SIGKILL');
    rig.brain.release(1);
    await until('the result', () => results().length === 2, { show: () => rig.describe() });
  });

  it('a folder’s first key press notes where its state is, for the next one', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    const roots = { CTRLG_HOME: '', XDG_STATE_HOME: join(rig.root, 'states') };
    const agent = { ...rig.brain.agent, command: undefined };
    rig.configure({ agents: { planning: agent }, answerTemplate: '{result}' });
    expect((await rig.hook('@planning first', roots).answer).text).toBe('echo: first');
    const doors = join(rig.root, 'states/ctrlg/doors');
    const [door] = readdirSync(doors);
    expect(door).toBe(rig.project.replaceAll('/', ','));
    const home = readlinkSync(join(doors, door!));
    expect(home).toBe(realpathSync(home));
    const node = slowNode();
    const asked = rig.hook('@planning second', { ...roots, ...node.env });
    const ended = () =>
      readdirSync(join(home, 'tasks')).filter((id) => existsSync(join(home, 'tasks', id, '.done')));
    await until('the agent to be done', () => ended().length === 2);
    node.start();
    expect((await asked.answer).text).toBe('echo: second');
  });
});
