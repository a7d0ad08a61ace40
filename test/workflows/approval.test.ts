import { afterEach, describe, expect, it } from 'vitest';
import { WorkflowRig } from './workflow-rig.ts';

const FLOW = `
steps:
  plan: {agent: planning, prompt: plan}
  go: {approve: "Go on with <{{ steps.plan.result }}>?"}
  code: {needs: go, agent: coding, prompt: "code: {{ steps.go.result }}"}
  beside: {run: echo beside}
`;

describe('an approval', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  const begin = async () => {
    rig = new WorkflowRig();
    const engine = rig.engine('run', rig.workflow(FLOW));
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'question');
    return { engine, run };
  };

  it('stops the run until a person approves, and gives the note to later steps', async () => {
    const { engine, run } = await begin();
    expect(engine.said()).toContain('Go on with <echo: plan>?');
    expect(engine.said()).toContain(`Approve it: ctrlg approve ${run} go\n`);
    expect((await rig.run('run', '--list')).out).toMatch(
      new RegExp(`^${run} +waiting for approval +flow`, 'm'),
    );
    const ran = await rig.run('approve', run, '--note', 'but keep it small');
    expect(ran).toMatchObject({ code: 0, out: 'go: approved.\n' });
    expect(await engine.ended).toBe(0);
    expect(rig.brain.prompts()).toContain('code: but keep it small');
  });

  it('cancels the run when a person does not approve; what is beside it is done', async () => {
    const { engine, run } = await begin();
    await rig.run('approve', run.slice(0, 9), 'go', '--no', '--note', 'too big');
    expect(await engine.ended).toBe(3);
    expect(engine.said()).toContain('go: cancelled in');
    expect(engine.said()).toContain('not approved: too big');
    expect(engine.said()).toContain('code: passed over: go was not done (cancelled)');
    expect(rig.brain.prompts()).toEqual(['plan']);
  });

  it('given while no engine runs is taken up by the next one', async () => {
    const { engine, run } = await begin();
    await engine.kill('SIGKILL');
    expect((await rig.run('approve', run)).out).toContain(
      `No engine runs it. Go on: ctrlg run --resume ${run}`,
    );
    const again = await rig.run('approve', run, '--no');
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toContain('has been answered already');
    expect(await rig.run('run', '--resume', run)).toMatchObject({ code: 0 });
    expect((await rig.run('approve', run)).err).toContain(`Run ${run} asks nothing (it is done).`);
  });

  it('fails when nobody answers in time', async () => {
    rig = new WorkflowRig();
    const { code, err } = await rig.run(
      'run',
      rig.workflow('steps: {go: {approve: "now?", timeout: 300ms}}'),
    );
    expect(code).toBe(1);
    expect(err).toContain('nobody answered in time');
  });

  it('of an unknown step is refused with the steps that ask', async () => {
    const { run } = await begin();
    const { code, err } = await rig.run('approve', run, 'plan');
    expect(code).toBe(1);
    expect(err).toContain("'plan' of run");
    expect(err).toContain('Open questions: go.');
  });
});
