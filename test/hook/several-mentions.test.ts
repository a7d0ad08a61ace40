import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HookPlace, reported } from './run-hook.ts';

let place: HookPlace;
beforeEach(() => {
  place = new HookPlace();
});
afterEach(() => place.remove());

describe('a mistake in a prompt of several mentions sends nothing and says the line, the word and the mend', () => {
  it.each([
    [
      'an unknown option',
      'Context.\r\n@planning a\r\n@coding(prio=high) b\n',
      "Line 3: in '@coding(prio=high)' there is no option 'prio'. Write one of: priority, timeout, retries, after.",
    ],
    [
      'a wait for what is below',
      '@planning(after=coding) a\n@coding b',
      "Line 1: 'after=coding': @coding is mentioned below. Put it above @planning.",
    ],
    [
      'a wait for a task that there is not',
      '@planning(after=mwq4tjjqkgd) a',
      "Line 1: 'after=mwq4tjjqkgd': no agent 'mwq4tjjqkgd' is mentioned above, and there is no task of that id. Name an agent mentioned above it, or a task (ctrlg results lists them).",
    ],
    [
      'a tag that nobody carries',
      '@planning a\n@tag:review b',
      "Line 2: no agent has the tag 'review'. Known tags: none.",
    ],
    [
      'more than 50 tasks',
      '@coding x\n'.repeat(10_000),
      'Line 51: more than 50 tasks in one prompt. Split it, or write \\@ where no agent is meant.',
    ],
    [
      'a task without a word',
      '@planning a\n@coding\n',
      'The prompt for coding is empty. Write what it is to do after its name.',
    ],
  ])('%s', async (_, prompt, said) => {
    expect(await place.press(prompt)).toEqual({ code: 0, err: `ctrlg: ${said}\n` });
    expect(place.text).toBe(reported(said, prompt));
    expect(existsSync(join(place.state, 'tasks'))).toBe(false);
  });
});
