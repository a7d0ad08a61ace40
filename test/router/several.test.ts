import { describe, expect, it } from 'vitest';
import { mistakeIn, planned, tasksOf } from './request.ts';

describe('@all', () => {
  it('asks every agent of the config', async () => {
    expect(await planned('Here:\n@all what do you think?')).toMatchObject({
      kind: 'tasks',
      context: 'Here:',
      tasks: ['planning', 'coding', 'testing'].map((agent) => ({
        agent,
        target: 'all',
        prompt: 'what do you think?',
        why: 'everybody was asked',
      })),
    });
  });

  it('asks a pool once, by its freest member', async () => {
    const agents = { coding: { max: 3 }, testing: {} };
    expect(await tasksOf('@coding a\n@all b', { agents })).toEqual([
      '',
      ['coding', 'a'],
      ['coding-2', 'b'],
      ['testing', 'b'],
    ]);
  });

  it('carries a command', async () => {
    expect(await planned('@all! /compact')).toMatchObject({
      tasks: [{ isCommand: true }, { isCommand: true }, { isCommand: true }],
    });
  });

  it('counts as many tasks as it asks agents', async () => {
    const agents = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`a${n}`, {}]));
    expect(await tasksOf('@all x\n@all y', { agents })).toHaveLength(51);
    expect(await mistakeIn('@all x\n@all y\n@a1 z', { agents })).toBe(
      'Line 3: more than 50 tasks in one prompt. Split it.',
    );
  });

  it('has nobody to ask where the config names no agents', async () => {
    expect(await planned('@all x', { agents: {} })).toEqual({
      kind: 'unknown-agent',
      name: 'all',
      known: [],
    });
  });
});

describe('@workflow:NAME', () => {
  it('runs a workflow with the text as its input', async () => {
    expect(await planned('@workflow:plan-code-test do\nit\n')).toEqual({
      kind: 'workflow',
      name: 'plan-code-test',
      input: 'do\nit\n',
      isBackground: false,
    });
  });

  it.each([
    ['@workflow:ship& x', { name: 'ship', input: 'x', isBackground: true }],
    ['@workflow:ship: x', { name: 'ship', input: 'x' }],
    ['@workflow:ship', { name: 'ship', input: '' }],
    ['@workflow:2024_audit x', { name: '2024_audit', input: 'x' }],
    ['About this:\n@workflow:ship x', { name: 'ship', input: 'About this:\n\nx' }],
  ])('is read from %j', async (prompt, workflow) => {
    expect(await planned(prompt)).toMatchObject({ kind: 'workflow', ...workflow });
  });

  it.each([
    [
      '@workflow:ship x\n@coding y',
      'Line 1: @workflow:ship stands beside other mentions. A workflow has a prompt of its own.',
    ],
    [
      '@coding y\n@workflow:ship x',
      'Line 2: @workflow:ship stands beside other mentions. A workflow has a prompt of its own.',
    ],
    [
      '@workflow:ship(priority=high) x',
      "Line 1: @workflow:ship takes no options. Set them in the workflow's steps.",
    ],
    ['@workflow:ship! x', "Line 1: @workflow:ship! is no command. Leave out the '!': its input is text."],
  ])('stands alone and plain: %j', async (prompt, said) => {
    expect(await mistakeIn(prompt)).toBe(said);
  });

  it.each(['@workflow x', '@workflow: x', '@tag x', '@tag: x'])('needs its name: %s', async (prompt) => {
    expect(await planned(prompt)).toMatchObject({ kind: 'unknown-agent' });
  });

  it('is plain text as a path', async () => {
    const prompt = '@workflow:../x y';
    expect(await planned(prompt)).toEqual({ kind: 'menu', prompt });
  });
});

describe('@tag:x among others', () => {
  const agents = { planning: { tags: ['think'] }, coding: { tags: ['hands', 'think'] }, testing: {} };

  it('goes to an agent that carries the tag', async () => {
    expect(await tasksOf('@tag:hands a\n@testing b', { agents })).toEqual([
      '',
      ['coding', 'a'],
      ['testing', 'b'],
    ]);
  });

  it('spreads over those that carry it', async () => {
    expect(await tasksOf('@tag:think a\n@tag:think b', { agents })).toEqual([
      '',
      ['planning', 'a'],
      ['coding', 'b'],
    ]);
  });

  it('must be a tag that somebody carries, wherever it stands', async () => {
    const said = "no agent has the tag 'reveiw'. Known tags: think, hands.";
    expect(await mistakeIn('@tag:reveiw a', { agents })).toMatch(`: ${said}`);
    expect(await mistakeIn('@coding a\n@tag:reveiw b', { agents })).toBe(`Line 2: ${said}`);
    expect(await mistakeIn('@tag:x a')).toMatch("no agent has the tag 'x'. Known tags: none.");
  });
});
