import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { RealBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { ToolChief } from '../support/tool-chief.ts';
import type { ToolWays } from '../support/tool-model.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig?.stop());

/** A chief of a real client that calls our tools, with an agent of the same client and one without a model. */
export function delegation(name: string, newBrain: () => Promise<RealBrain>, ways: ToolWays): void {
  it(`${name} delegates by tools, collects, shares what is to be known, and hears of an end once`, async () => {
    const brain = await newBrain();
    rig = new Rig({
      brain,
      agents: { coding: {}, planning: { client: 'scripted', command: undefined, args: [] } },
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const chief = await ToolChief.start(rig, ways, ({ text }) => ({
      kind: 'text',
      text: `echo: ${text}`,
      ...(text.includes('part three') && { until: held }),
    }));

    const [one, two, waited, result] = await chief.turn('delegate both parts', [
      ['assign_task', { agent: 'coding', prompt: 'part one' }],
      ['assign_task', { agent: 'planning', prompt: 'part two' }],
      ['wait_for_tasks', ([a, b]) => ({ ids: [a.id, b.id] })],
      ['get_task_result', ([a]) => ({ id: a.id })],
    ]);
    expect(waited).toMatchObject({
      ended: [
        { id: one.id, agent: 'coding', status: 'done', result: 'echo: part one' },
        { id: two.id, agent: 'planning', status: 'done', result: 'echo: part two' },
      ],
      open: [],
    });
    expect(result).toMatchObject({ id: one.id, status: 'done', result: 'echo: part one' });

    const shared = 'The tests run with vitest.';
    const [, , three] = await chief.turn('share it and delegate more', [
      ['get_shared_context', {}],
      ['update_shared_context', ([{ version }]) => ({ text: shared, version })],
      ['assign_task', { agent: 'coding', prompt: 'part three' }],
    ]);
    const { text } = await brain.api.nextRequest(({ text }) => text.includes('part three'));
    expect(text).toBe(`[shared context, version 1]\n${shared}\n[end of shared context]\n\npart three`);
    release();
    const ended = () => existsSync(join(rig.state, 'tasks', three.id, '.done'));
    await until('the task in the background to end', ended, chief.patience);

    const told = (id: string, body: unknown) =>
      JSON.stringify(body).split(`Background task ${id}`).length - 1;
    const { body: first } = await chief.say('go on');
    expect(told(three.id, first)).toBeGreaterThan(0);
    const { body: second } = await chief.say('and once more');
    expect(told(three.id, second)).toBe(told(three.id, first));
    // The chief has waited for these.
    for (const { id } of [one, two]) expect(told(id, second)).toBe(0);
  });
}
