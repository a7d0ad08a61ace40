import { describe, expect, it } from 'vitest';
import { planOf } from '../../src/router/plan-of.ts';
import { mistakeIn, planned, requestOf, tasksOf } from './request.ts';

/** The first task of a prompt, whatever it waits for. */
async function taskOf(prompt: string) {
  const plan = await planned(prompt, { tasks: ['mwq4tjjqkgd', 'mwq4tjjqkge'] });
  return plan.kind === 'tasks' ? plan.tasks.at(-1) : plan;
}

describe('a mention without options', () => {
  it('leaves them to the config', async () => {
    expect(await taskOf('@planning how?')).toEqual({
      agent: 'planning',
      target: 'planning',
      prompt: 'how?',
      isCommand: false,
      isBackground: false,
      priority: 'normal',
      timeoutMinutes: undefined,
      retries: undefined,
      after: [],
      why: 'named in the prompt',
    });
  });

  it('asks for no wait with an ampersand', async () => {
    for (const prompt of [
      '@planning& how?',
      '@planning&: how?',
      '@planning&\nhow?',
      '@planning(retries=1)& how?',
    ])
      expect(await taskOf(prompt)).toMatchObject({ prompt: 'how?', isBackground: true, isCommand: false });
  });

  it.each(['@planning&& how?', '@planning!& how?', '@planning&! how?', '@planning&how?'])(
    'is none with more than that: %s',
    async (prompt) => {
      expect(await taskOf(prompt)).toEqual({ kind: 'menu', prompt });
    },
  );
});

describe('options', () => {
  it('stand in parentheses after the name', async () => {
    expect(
      await taskOf('@planning(priority=high, timeout=10m, retries=1, after=mwq4tjjqkgd)!: /compact'),
    ).toMatchObject({
      prompt: '/compact',
      isCommand: true,
      priority: 'high',
      timeoutMinutes: 10,
      retries: 1,
      after: ['mwq4tjjqkgd'],
    });
  });

  it('may have blanks around the signs', async () => {
    expect(await taskOf('@planning( priority = low ,\tretries = 0 ) how?')).toMatchObject({
      prompt: 'how?',
      priority: 'low',
      retries: 0,
    });
  });

  it.each([
    ['30s', 0.5],
    ['10m', 10],
    ['2h', 120],
    ['1.5h', 90],
    ['8784h', 527_040],
  ])('say a timeout as %s', async (timeout, minutes) => {
    expect(await taskOf(`@planning(timeout=${timeout}) how?`)).toMatchObject({ timeoutMinutes: minutes });
  });

  it('belong to their own mention', async () => {
    const plan = await planned('@planning(priority=low) a\n@coding(retries=0)& b\n@testing c');
    expect(plan).toMatchObject({
      tasks: [
        { agent: 'planning', priority: 'low', retries: undefined, isBackground: false },
        { agent: 'coding', priority: 'normal', retries: 0, isBackground: true },
        { agent: 'testing', priority: 'normal', retries: undefined, isBackground: false },
      ],
    });
  });

  it.each(['@planning (priority=high) a', '@planning a (priority=high)', '@planning: (retries=99) a'])(
    'are text after a white space: %s',
    async (prompt) => {
      expect(await taskOf(prompt)).toMatchObject({ agent: 'planning', priority: 'normal' });
    },
  );

  it.each(['@planning(foo) a', '@planning() a', '@planning(see below): a', '@planning(f(a=1)) b'])(
    'hold a =, else they are prose and the line is no mention: %s',
    async (prompt) => {
      expect(await tasksOf(prompt)).toEqual({ kind: 'menu', prompt });
    },
  );
});

describe('a mistake in options names the word, the line and the mend', () => {
  it('on any line', async () => {
    expect(await mistakeIn('Context.\n\n@planning a\r\nb\r\n@coding(prio=high): b')).toBe(
      "Line 5: in '@coding(prio=high):' there is no option 'prio'. Write one of: priority, timeout, retries, after.",
    );
  });

  it.each([
    ['priority=urgent', "'urgent' is no priority. Write one of: high, normal, low."],
    ['priority=High', "'High' is no priority. Write one of: high, normal, low."],
    ['priority=', "'' is no priority. Write one of: high, normal, low."],
    ['high, retries=1', "'high' is no option. Write NAME=VALUE; priority, timeout, retries, after."],
    ['retries=1,', "'' is no option. Write NAME=VALUE; priority, timeout, retries, after."],
    ['=1', "there is no option ''. Write one of: priority, timeout, retries, after."],
    ['Timeout=1m', "there is no option 'Timeout'. Write one of: priority, timeout, retries, after."],
    ['toString=1', "there is no option 'toString'. Write one of: priority, timeout, retries, after."],
    ['retries=1, retries=2', "'retries' is given twice. Give it once."],
    ...['10', '0m', '-1m', '1d', 'm', '1e3m', '10 minutes', '8785h', '99999999999m', ''].map((timeout) => [
      `timeout=${timeout}`,
      `'${timeout}' is no timeout. Write it as 30s, 10m or 2h: more than nothing, a year at most.`,
    ]),
    ...['11', '-1', '1.5', 'many', '', '0x1', '1=1'].map((retries) => [
      `retries=${retries}`,
      `'${retries}' is no number of retries. Write a whole number from 0 to 10.`,
    ]),
    ['after=', "'after' names nobody. Write the name of an agent mentioned above, or the id of a task."],
    ['after=a;', "'after' names nobody. Write the name of an agent mentioned above, or the id of a task."],
  ])('%s', async (options, said) => {
    expect(await mistakeIn(`@planning(${options}) a`)).toBe(`Line 1: in '@planning(${options})' ${said}`);
  });

  it.each([
    [
      '@planning(priority=high',
      "the parenthesis of '@planning(priority=high' is not closed on its line. Close it with ')'.",
    ],
    [
      '@planning(priority=high,\nretries=1) a',
      "the parenthesis of '@planning(priority=high,' is not closed on its line. Close it with ')'.",
    ],
    [
      '@planning(priority=high)do it',
      "'@planning(priority=high)' needs a white space after it. Put a blank there.",
    ],
    [
      '@planning!(priority=high) /compact',
      "in '@planning!(priority=high)' the options stand after '!'. Write @planning(…)! instead.",
    ],
    [
      '@planning&:(retries=1) a',
      "in '@planning&:(retries=1)' the options stand after '&:'. Write @planning(…)&: instead.",
    ],
  ])('of form: %s', async (prompt, said) => {
    expect(await mistakeIn(prompt)).toBe(`Line 1: ${said}`);
    expect(await mistakeIn(`@coding x\n${prompt}`)).toBe(`Line 2: ${said}`);
    expect(await mistakeIn(`@coding x\n\`\`\`\n${prompt}`)).toBe('tasks');
    expect(await mistakeIn(`@coding x\n\\${prompt}`)).toBe('tasks');
  });

  it('not for a name that is unknown', async () => {
    expect(await tasksOf('@Retry(timeout=5)\ndef f(): pass')).toMatchObject({ kind: 'unknown-agent' });
    expect(await tasksOf('@Retry(max=5)\ndef f(): pass')).toMatchObject({ kind: 'menu' });
    expect(await tasksOf('@coding why?\n@Retry(timeout=5)\n@Retry(timeout=5')).toHaveLength(2);
  });
});

describe('after', () => {
  const afterOf = async (prompt: string) => (await taskOf(prompt)) as { after: unknown };

  it('waits for an agent mentioned above', async () => {
    expect((await afterOf('@planning a\n@coding b\n@testing(after=coding) c')).after).toEqual([1]);
  });

  it.each(['after=planning;coding', 'after=planning, after=coding', 'after = planning ; coding;planning'])(
    'waits for several: %s',
    async (options) => {
      expect((await afterOf(`@planning a\n@coding b\n@testing(${options}) c`)).after).toEqual([0, 1]);
    },
  );

  it('waits for every task above of that name', async () => {
    expect((await afterOf('@coding a\n@coding b\n@testing(after=coding) c')).after).toEqual([0, 1]);
    expect((await afterOf('@coding a\n@coding(after=coding) b')).after).toEqual([0]);
  });

  it('waits for what the prompt calls by another name', async () => {
    expect((await afterOf('@all a\n@testing(after=all) b')).after).toEqual([0, 1, 2]);
    expect((await afterOf('@all a\n@testing(after=coding) b')).after).toEqual([1]);
    expect((await afterOf('@auto a\n@testing(after=auto) b')).after).toEqual([0]);
  });

  it('makes all of @all wait', async () => {
    const plan = await planned('@coding a\n@all(after=coding) b');
    expect(plan).toMatchObject({ tasks: [{ after: [] }, { after: [0] }, { after: [0] }, { after: [0] }] });
  });

  it('waits for tasks that were put before', async () => {
    expect((await afterOf('@coding a\n@testing(after=mwq4tjjqkgd;coding;mwq4tjjqkge) b')).after).toEqual([
      'mwq4tjjqkgd',
      0,
      'mwq4tjjqkge',
    ]);
  });

  it('asks for no task by what is no id', async () => {
    const asked: string[] = [];
    const request = requestOf('@coding(after=../../etc) a');
    const plan = await planOf({ ...request, isTask: (id) => asked.push(id) > 0 });
    expect([plan.kind, asked]).toEqual(['mistake', []]);
  });

  it.each([
    ['@coding(after=coding) a', "Line 1: 'after=coding': @coding cannot wait for itself. Name another task."],
    ['@all(after=coding) a', "Line 1: 'after=coding': @all cannot wait for itself. Name another task."],
    [
      '@coding(after=testing) a\n@testing b',
      "Line 1: 'after=testing': @testing is mentioned below. Put it above @coding.",
    ],
    [
      '@planning x\n@coding(after=testing) a\n@testing(after=coding) b',
      "Line 2: 'after=testing': @coding and @testing would wait for each other. Take one of the two away.",
    ],
    [
      '@coding(after=testing) a',
      "Line 1: 'after=testing': no agent 'testing' is mentioned above, and there is no task of that id. Name an agent mentioned above it, or a task (ctrlg results lists them).",
    ],
    [
      '@planning a\n@coding(after=plannign) a',
      "Line 2: 'after=plannign': no agent 'plannign' is mentioned above, and there is no task of that id. Name an agent mentioned above it, or a task (ctrlg results lists them).",
    ],
  ])('must name what can be waited for: %s', async (prompt, said) => {
    expect(await mistakeIn(prompt)).toBe(said);
  });
});
