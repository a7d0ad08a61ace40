import { afterEach, describe, expect, it } from 'vitest';
import { WorkflowRig } from './workflow-rig.ts';

const AGENTS = ['planning', 'coding', 'testing', 'review'];

/** The workflows that come with ctrlg, on scripted agents. */
describe('the workflow', () => {
  let rig: WorkflowRig;
  afterEach(() => rig.stop());

  it('plan-code-test-review plans, asks, codes, tests until it passes, and reviews', async () => {
    rig = new WorkflowRig(
      [
        { includes: 'Plan this change', do: [{ reply: 'the plan' }] },
        { includes: 'Make this change', do: [{ reply: 'the change' }] },
        { includes: 'Round 2', do: [{ reply: 'all is well\nPASS' }] },
        { includes: 'Test this change', do: [{ reply: 'one is red\nFAIL' }] },
        { includes: 'Review the change', do: [{ reply: 'no faults' }] },
      ],
      AGENTS,
    );
    const engine = rig.engine('run', 'plan-code-test-review', '--input', 'a wish list');
    const run = await rig.newestRun();
    await rig.untilEvent(run, ({ kind }) => kind === 'question');
    await rig.run('approve', run, '--note', 'small steps');
    expect(await engine.ended).toBe(0);
    expect(engine.said()).toContain('no faults\n\nTests: all is well\nPASS\n');
    const prompts = rig.brain.prompts();
    expect(prompts.find((prompt) => prompt.startsWith('Make'))).toMatch(
      /The plan:\nthe plan\n\nA remark on the plan: small steps/,
    );
    expect(prompts.filter((prompt) => /Test this change|Round 2/.test(prompt))).toEqual([
      'Test this change, and mend what does not pass: a wish list\n\nAnswer with PASS on the last line when everything passes, else with FAIL and what is left.',
      'Round 2. Go on with what is left:\n\none is red\nFAIL\n\nAnswer with PASS on the last line when everything passes, else with FAIL and what is left.',
    ]);
  });

  it('parallel-investigation asks three at the same time, and one to put it together', async () => {
    rig = new WorkflowRig(
      [{ includes: 'Put their findings together', do: [{ reply: 'the synthesis' }] }],
      AGENTS,
    );
    const engine = rig.engine('run', 'parallel-investigation', '--input', 'hold-1 why?');
    for (const agent of ['planning', 'coding', 'testing'])
      await rig.untilAgent(
        agent,
        'to work',
        ({ status, current_task }) => status === 'working' && current_task,
      );
    rig.brain.release(1);
    expect(await engine.ended).toBe(0);
    expect(engine.said()).toMatch(/the synthesis\n$/);
    const last = rig.brain.prompts().find((prompt) => prompt.includes('Put their findings together'))!;
    expect(
      last.match(/^echo: Look into this question by the (design|code)|^echo: .* by evidence/gm),
    ).toHaveLength(3);
  });
});
