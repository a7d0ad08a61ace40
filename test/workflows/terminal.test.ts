import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ctrlg } from '../cli/run-ctrlg.ts';
import { until } from '../support/until.ts';
import { WorkflowRig } from './workflow-rig.ts';

const FLOW = `
steps:
  plan: {agent: planning, prompt: plan it}
  go: {approve: "Go on with this plan?\\n\\n{{ steps.plan.result }}"}
  code: {needs: go, agent: coding, prompt: "hold-1 {{ steps.plan.result }}"}
  check: {needs: go, run: "echo first; echo second; sleep 0.1"}
  odd: {needs: check, when: "false", run: ls}
output: "all of it: {{ steps.code.result }}"
`;

/** What a person sees, in real windows. */
describe('a run on a terminal', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  /** A window with a shell in it, of that width. */
  async function shell(width: number, more: Record<string, string> = {}): Promise<string> {
    const words = Object.entries({ ...rig.env, ...more }).map(
      ([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`,
    );
    const inTmux = 'TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" PS1="$ "';
    const command = `exec env -i ${words.join(' ')} ${inTmux} sh`;
    const pane = rig.tmux.start(`shell-${width}`, rig.project, command, [width, 30]);
    await see(pane, /^\$/m);
    return pane;
  }
  const type = (pane: string, line: string) => {
    rig.tmux.type(pane, `clear; ${line}`);
    rig.tmux.keys(pane, 'Enter');
  };
  const see = (pane: string, what: RegExp) =>
    until(String(what), () => (what.test(rig.tmux.screen(pane)) ? rig.tmux.screen(pane) : ''), {
      show: () => rig.tmux.screen(pane),
    });

  it.each([60, 120, 200])('has a line for each step at %i columns, and asks y or n', async (width) => {
    rig = new WorkflowRig();
    const pane = await shell(width);
    type(pane, `'${ctrlg}' run ${rig.workflow(FLOW)}; echo code $?`);
    const asked = await see(pane, /^go\? y approve · n do not · Ctrl-C later/m);
    if (process.env.SHOW) console.info(asked);
    expect(asked).toMatch(/^Go on with this plan\?\n\necho: plan it\n/m);
    expect(asked).toMatch(/^✓ plan +planning +0:0\d {2}echo: plan it$/m);
    expect(asked).toMatch(/^▲ go +you +0:0\d {2}waits for approval/m);
    expect(asked).toMatch(/^· code +coding +after go$/m);
    rig.tmux.keys(pane, 'y');
    const working = await see(pane, /^– odd .*its when does not hold$/m);
    if (process.env.SHOW) console.info(working);
    expect(working).toMatch(/^● code +coding +0:0\d {2}\S/m);
    expect(working).toMatch(/^✓ check +command +0:0\d {2}first$/m);
    rig.brain.release(1);
    const screen = await see(pane, /^code 0/m);
    if (process.env.SHOW) console.info(screen);
    expect(screen).toMatch(/^✓ code +coding +0:0\d {2}echo: hold-1 echo: plan it$/m);
    expect(screen.match(/^✓ plan/gm)).toHaveLength(width < 120 ? 1 : 1);
    expect(screen).toMatch(/^all of it: echo: hold-1 echo: plan it\ncode 0/m);
    for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('has colours, and none with NO_COLOR', async () => {
    rig = new WorkflowRig();
    rig.workflow('steps: {a: {run: echo hi}}');
    const pane = await shell(100);
    const coloured = () => rig.tmux.run('capture-pane', '-e', '-p', '-t', pane).includes('\u001b[32m✓');
    type(pane, `'${ctrlg}' run flow; echo code $?`);
    await see(pane, /code 0/);
    expect(coloured()).toBe(true);
    type(pane, `NO_COLOR=1 '${ctrlg}' run flow; echo again $?`);
    await see(pane, /again 0/);
    expect(coloured()).toBe(false);
  });

  it('gives the terminal back at Ctrl-C, also while it asks, and goes on later', async () => {
    rig = new WorkflowRig();
    const pane = await shell(100);
    type(pane, `'${ctrlg}' run ${rig.workflow(FLOW)}; echo code $?`);
    await see(pane, /^go\? y approve/m);
    rig.tmux.keys(pane, 'C-c');
    const left = await see(pane, /^code 130/m);
    expect(left).toMatch(/^ctrlg: stopped; run \w+ is kept\.\nGo on: {3}ctrlg run --resume \w+$/m);
    const run = await rig.newestRun();
    type(pane, `'${ctrlg}' run --resume ${run}; echo code $?`);
    await see(pane, /^go\? y approve/m);
    rig.tmux.keys(pane, 'n');
    const screen = await see(pane, /^code 3/m);
    expect(screen).toMatch(/^✗ go +you +0:0\d {2}not approved$/m);
    // Typed text shows: the terminal echoes again.
    rig.tmux.type(pane, 'echo typed');
    await see(pane, /^\$ echo typed$/m);
    expect(join(rig.project)).toBeTruthy();
  });

  it('with more steps than rows shows those at work', async () => {
    rig = new WorkflowRig();
    const steps = Array.from({ length: 40 }, (_, n) => `  s${n}: {run: 'true'}`).join('\n');
    const pane = await shell(80);
    type(
      pane,
      `'${ctrlg}' run ${rig.workflow(`steps:\n${steps}\n  last: {agent: planning, prompt: hold-1}`)}; echo code $?`,
    );
    const screen = await see(pane, /^● last +planning .*\n {2}… 15 more steps$/m);
    expect(screen).toMatch(/^flow: run /m);
    rig.brain.release(1);
    await see(pane, /^code 0/m);
  });
});
