import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

let rig: Rig;
afterEach(() => rig.stop());

const MEGABYTE = 1024 * 1024;

/** An agent that runs takes key presses before the hook's Node has started: it must refuse what the hook refuses. */
describe('with an agent that runs', () => {
  const isAsGoodAsBefore = async () => {
    expect(readdirSync(join(rig.state, 'tasks'))).toHaveLength(1);
    expect((await rig.hook('@planning all well?').answer).result).toBe('echo: all well?');
    expect(rig.brain.prompts()).toEqual(['warm up', 'all well?']);
  };

  it.each([
    ['an option that there is not', '@planning(retires=2) x', /there is no option 'retires'/],
    ['a task that waits for itself', '@planning(after=planning) x', /cannot wait for itself/],
    ['a cycle', '@planning(after=coding) x\n@coding(after=planning) y', /would wait for each other/],
  ])(
    'a prompt with %s is told of, and stands below as it was; nothing was asked',
    async (_, prompt, told) => {
      rig = new Rig({ brain: scriptedBrain() });
      await rig.hook('@planning warm up').answer;
      const { text, code } = await rig.hook(prompt).answer;
      expect(code).toBe(0);
      expect(text).toMatch(told);
      expect(text.startsWith('[ctrlg] ')).toBe(true);
      expect(text.endsWith(`\n${prompt}`)).toBe(true);
      await isAsGoodAsBefore();
    },
  );

  it.each([
    ['for one agent', () => `@planning ${'x'.repeat(10 * MEGABYTE)}`],
    ['in four parts', () => `@planning ${'x'.repeat(2.5 * MEGABYTE)}\n`.repeat(4)],
  ])('a prompt of 10 MB %s stays in its file, and nothing was asked', async (_, prompt) => {
    rig = new Rig({ brain: scriptedBrain() });
    await rig.hook('@planning warm up').answer;
    const whole = prompt();
    const { text, code } = await rig.hook(whole).answer;
    expect(code).toBe(1);
    expect(text === whole).toBe(true);
    await isAsGoodAsBefore();
  });

  it('a prompt of all but 4 MB arrives whole, and so does its answer', async () => {
    rig = new Rig({ brain: scriptedBrain() });
    const prompt = 'all the words '.repeat(Math.floor((4 * MEGABYTE - 100) / 14)).trim();
    const { bytes } = await rig.hook(`@planning ${prompt}`).answer;
    expect(bytes.subarray(bytes.indexOf('\n\n') + 2).equals(Buffer.from(`echo: ${prompt}`))).toBe(true);
    const [id] = readdirSync(join(rig.state, 'tasks'));
    expect(
      readFileSync(join(rig.state, 'tasks', id!, 'result.md')).equals(Buffer.from(`echo: ${prompt}`)),
    ).toBe(true);
  });
});
