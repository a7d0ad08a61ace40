import { expect, it } from 'vitest';
import {
  answerOver,
  reportOver,
  splitPrompt,
  ticketOf,
  withoutTickets,
} from '../../src/asking/prompt-report.ts';

const ANSWER = '[ctrlg] 2 tasks: 1 done, 1 failed\n\n## planning · done in 1 s · task aaaaaa\n\nthe plan\n';
const FAILED = `${ANSWER}\n## coding · failed after 1 s · task bbbbbb\nno\n`;
const partial = answerOver(Buffer.from(FAILED), { id: 'bbbbbb', prompt: '@coding do it' }).toString();

it('a report is taken off, and so is one above another', () => {
  const once = reportOver('@planning do it', 'it failed');
  expect(once).toBe('[ctrlg] it failed\n----- your prompt, unchanged -----\n@planning do it');
  expect(splitPrompt(once).prompt).toBe('@planning do it');
  expect(splitPrompt(reportOver(once, 'again')).prompt).toBe('@planning do it');
  expect(splitPrompt('@planning do it').prompt).toBe('@planning do it');
});

it('results above what was not done are kept, and only that is asked again', () => {
  expect(partial).toContain('\n\n----- not done, as you asked for it (bbbbbb) -----\n@coding do it');
  expect(splitPrompt(partial)).toMatchObject({ kept: FAILED.trimEnd(), prompt: '@coding do it' });
});

it('a report above such an answer goes, the answer stays', () => {
  const faulty = reportOver(partial, 'There is no agent.');
  expect(splitPrompt(faulty)).toEqual(splitPrompt(partial));
  expect(splitPrompt(faulty).whole).toBe(partial);
});

it('a line like ours that an agent quoted parts nothing', () => {
  const quoted = '----- not done, as you asked for it (zzzzzz) -----\n----- your prompt, unchanged -----\n';
  const text = FAILED.replace('the plan\n', `the plan\n${quoted}`);
  const whole = answerOver(Buffer.from(text), { id: 'bbbbbb', prompt: '@coding x' }).toString();
  expect(splitPrompt(whole)).toMatchObject({ kept: text.trimEnd(), prompt: '@coding x' });
  const below = answerOver(Buffer.from(FAILED), { id: 'bbbbbb', prompt: `@coding x\n${quoted}y` }).toString();
  expect(splitPrompt(below).prompt).toBe(`@coding x\n${quoted}y`);
  expect(splitPrompt(`do it\n${quoted}`)).toMatchObject({ kept: '', prompt: `do it\n${quoted}` });
});

it('tickets above a prompt are no part of it, and one goes when its task is answered', () => {
  const tickets = ticketOf('planning', 'aaaaaa') + ticketOf('coding', 'bbbbbb');
  expect(splitPrompt(`${tickets}\n@testing go`)).toMatchObject({
    kept: tickets.trimEnd(),
    prompt: '@testing go',
  });
  expect(splitPrompt(tickets.trimEnd())).toMatchObject({ kept: tickets.trimEnd(), prompt: '' });
  expect(withoutTickets(tickets.trimEnd(), ['aaaaaa'])).toBe(ticketOf('coding', 'bbbbbb').trimEnd());
});
