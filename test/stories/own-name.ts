import { afterEach, expect, it } from 'vitest';
import type { RealBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { ToolModel, type ToolWays } from '../support/tool-model.ts';
import { until } from '../support/until.ts';

/** An agent of a real client that was given our tools by `ctrlg setup`, and delegates to one without a model. */
export function ownName(name: string, newBrain: () => Promise<RealBrain>, ways: ToolWays): void {
  let rig: Rig;
  afterEach(() => rig?.stop());

  it(`an agent of ${name} delegates in its own name, and the tree shows it`, async () => {
    const brain = await newBrain();
    rig = new Rig({
      brain,
      agents: { lead: {}, planning: { client: 'scripted', command: undefined, args: [] } },
    });
    ways.prepareHome?.(rig.env);
    const model = new ToolModel(brain.api, ways, () => 'here');
    const show = { timeoutMs: 60_000, show: () => rig.describe() };
    // The server is started beside the client: it may be there a moment later.
    const hasTools = async () => {
      await rig.hook('@lead are you there?').answer;
      return JSON.stringify(brain.api.requests.at(-1)!.body).includes(ways.offered);
    };
    await until('the tools', hasTools, show);

    const { answers } = model.when(
      'build it',
      [['assign_task', { agent: 'planning', prompt: 'plan it' }]],
      'Put.',
    );
    const { text } = await rig.hook('@lead build it').answer;
    const [, top] = /task (\w+)/.exec(text)!;
    expect(answers).toEqual([{ id: expect.any(String), agent: 'planning' }]);
    const isEnded = () => JSON.parse(rig.ctrlg('tree', '--json')).trees[0]?.below[0]?.status === 'done';
    await until('the task of its own', isEnded, show);
    const below = [{ task_id: answers[0].id, agent: 'planning', status: 'done', below: [] }];
    expect(JSON.parse(rig.ctrlg('tree', '--json')).trees).toMatchObject([
      { task_id: top, agent: 'lead', below },
    ]);
  });
}
