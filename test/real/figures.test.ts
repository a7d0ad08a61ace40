import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { claudeBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('what a turn took is told soon after its end, each turn by itself, and no price is guessed', async () => {
  const brain = await claudeBrain();
  rig = new Rig({ brain });
  /** The marker of a prompt's task, once it tells of so many tokens. */
  const doneOf = async (prompt: string, tokensOut: number) => {
    const { text } = await rig.hook(prompt).answer;
    const id = /task (\w+)/.exec(text)![1]!;
    const done = () => JSON.parse(readFileSync(join(rig.state, 'tasks', id, '.done'), 'utf8'));
    const isTold = () => done().tokens_out === tokensOut && done();
    return until('the figures', isTold, { show: () => JSON.stringify(done()) });
  };
  // The stub counts 10 tokens in and 10 out for each reply.
  const first = await doneOf('@planning say hello', 10);
  expect(first).toMatchObject({ status: 'done', attempts: 1, tokens_in: 10 });
  expect(first).not.toHaveProperty('cost_usd');
  expect(await doneOf('@planning cut-1', 20)).toMatchObject({ attempts: 2, tokens_in: 20 });
});
