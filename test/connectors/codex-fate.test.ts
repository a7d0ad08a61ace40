import { expect, it } from 'vitest';
import { fateOf } from '../../src/connectors/codex/fate.ts';

const prompt = { id: 'ours', text: 'go', sinceMs: 0 };
const asked = (clientId: string | null) => ({ type: 'userMessage', clientId, content: [] });
const said = (text: string) => ({ type: 'agentMessage', text });
const fate = (turns: object[], resumed: string | null = 'T') =>
  fateOf(prompt, { call: async () => ({ data: turns }) }, resumed);

it('a prompt that Codex has under its id was taken, and its turn’s answer counts', async () => {
  const turn = { status: 'completed', items: [asked('ours'), said('I look'), said('done')], error: null };
  expect(await fate([{ status: 'completed', items: [asked('later')] }, turn])).toEqual({
    kind: 'taken',
    ending: { kind: 'stopped', text: 'done', resultFile: null, pending: [] },
  });
});

it('its turn was cut off when it has no end, or was interrupted by ours', async () => {
  for (const status of ['inProgress', 'interrupted'])
    expect(await fate([{ status, items: [asked('ours')] }])).toEqual({
      kind: 'taken',
      ending: { kind: 'cut-off' },
    });
});

it('it failed as its turn did', async () => {
  const error = { message: 'the model refused', codexErrorInfo: 'badRequest' };
  expect(await fate([{ status: 'failed', items: [asked('ours')], error }])).toMatchObject({
    kind: 'taken',
    ending: { kind: 'failed', error: expect.stringContaining('the model refused') },
  });
});

it('it was not taken when no message has its id, or there is no conversation', async () => {
  expect(await fate([{ status: 'completed', items: [asked(null)] }])).toEqual({ kind: 'not-taken' });
  expect(await fate([{ status: 'completed', items: [asked('ours')] }], null)).toEqual({ kind: 'not-taken' });
});
