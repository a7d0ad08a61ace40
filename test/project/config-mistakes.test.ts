import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/project/read-config.ts';
import { UserError } from '../../src/system/errors.ts';

/** The UserError of a config text, as a person reads it. */
function mistakeOf(text: string): string {
  try {
    parseConfig(text, 'c.json');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message} ${error.mend}`;
  }
  return 'none';
}

const agent = (fields: object): string => JSON.stringify({ agents: { a: fields } });
const setting = (fields: object): string => JSON.stringify({ agents: {}, ...fields });

describe('a config that is no JSON says the place', () => {
  it.each([
    ['an empty file', '', '1:1'],
    ['a file of blanks', ' \n ', '2:2'],
    ['a cut file', '{\n  "agents": {\n    "a": {', '3:11'],
    ['a missing comma', '{\n  "agents": {}\n  "default": "auto"\n}', '3:3'],
    ['single quotes', "{\n  'agents': {}}", '2:3'],
    ['text after the end', '{"agents": {}}\nx', '2:1'],
    ['an open string', '{"agents": {"a": {"description": "x\n"}}}', '1:34'],
  ])('of %s', (_, text, place) => {
    expect(mistakeOf(text)).toMatch(
      new RegExp(`^c\\.json:${place}: not valid JSON \\(\\w+\\)\\. Mend it there\\.$`),
    );
  });
});

describe('a mistake in a config says the place, the key and the mend', () => {
  it('points at a key that is not known', () => {
    expect(mistakeOf('{\n  "agents": {},\n  "defualt": "menu"\n}')).toBe(
      'c.json:3:3: defualt: this key is not known. Mend it there (README, Configuration).',
    );
  });

  it('points at an agent’s key that is not known', () => {
    expect(mistakeOf('{"agents": {\n  "a": {"clinet": "claude"}}}')).toContain(
      'c.json:2:9: agents.a.clinet:',
    );
  });

  it('points at a value that is wrong', () => {
    expect(mistakeOf('{"agents": {\n  "a": {"client": "gpt"}}}')).toBe(
      'c.json:2:19: agents.a.client: expected one of claude, claude-headless, codex, gemini, opencode, command, scripted. Mend it there (README, Configuration).',
    );
  });

  it('points at the agent where a key is missing', () => {
    expect(mistakeOf('{"agents": {\n  "a": {"client": "command"}}}')).toContain(
      "c.json:2:8: agents.a.command: the client 'command' needs the program to run",
    );
  });

  it('points at a default that is nobody’s name, and names the known agents', () => {
    expect(mistakeOf('{"agents": {"a": {}, "b": {}},\n  "default": "c"}')).toBe(
      "c.json:2:14: default: 'c' is neither menu, auto, edit nor an agent. Known agents: a, b.",
    );
  });

  it.each([
    ['the whole file', '[]', 'expected object'],
    ['null', 'null', 'expected object'],
    ['no agents', '{}', 'agents: expected object'],
    ['agents as a list', '{"agents": []}', 'agents: expected object'],
    ['an agent that is null', '{"agents": {"a": null}}', 'agents.a: expected object'],
    ['a command as text', agent({ command: 'claude' }), 'agents.a.command: expected array'],
    ['an empty command', agent({ command: [] }), 'agents.a.command: too small (at least 1 is needed)'],
    ['a number in a command', agent({ command: ['x', 1] }), 'agents.a.command.1: expected string'],
    ['an argument that is a list', agent({ args: [[]] }), 'agents.a.args.0: expected string'],
    ['a number in env', agent({ env: { PORT: 1 } }), 'agents.a.env.PORT: expected string'],
    ['a cwd that is no text', agent({ cwd: false }), 'agents.a.cwd: expected string'],
    ['keywords as text', agent({ keywords: 'plan' }), 'agents.a.keywords: expected array'],
    [
      'a wrong onClientDeath',
      agent({ onClientDeath: 'x' }),
      'agents.a.onClientDeath: expected one of report, rerun, resume',
    ],
    [
      'a wrong backgroundTasks',
      agent({ backgroundTasks: 1 }),
      'agents.a.backgroundTasks: expected one of wait, ignore',
    ],
    [
      'a tag with a blank',
      agent({ tags: ['a b'] }),
      'agents.a.tags.0: a tag starts with a letter and holds letters, digits, - and _ (40 at most)',
    ],
    ['no agent at all', agent({ max: 0 }), 'agents.a.max: too small (at least 1 is needed)'],
    ['half an agent', agent({ max: 1.5 }), 'agents.a.max: expected a whole number'],
    ['a crowd', agent({ max: 51 }), 'agents.a.max: too big (50 is the most)'],
    [
      'an unknown strength',
      agent({ strengths: ['cook'] }),
      'agents.a.strengths.0: expected one of design, implement, test, review, research, write',
    ],
    ['an unknown warmUp', agent({ warmUp: 'x' }), 'agents.a.warmUp: expected one of none, compact, clear'],
    ['too many retries of an agent', agent({ retries: 11 }), 'agents.a.retries: too big (10 is the most)'],
    ['retries as text', setting({ retries: '2' }), 'retries: expected number'],
    ['negative retries', setting({ retries: -1 }), 'retries: too small (at least 0 is needed)'],
    ['routes as an object', setting({ routes: {} }), 'routes: expected array'],
    ['a route without when', setting({ routes: [{ agent: 'a' }] }), 'routes.0.when: expected object'],
    [
      'a route to nowhere',
      setting({ routes: [{ when: {} }] }),
      'routes.0: a route leads either to an agent or to a tag',
    ],
    [
      'a route with an unknown condition',
      setting({ routes: [{ when: { words: ['x'] } }] }),
      'routes.0.when.words: this key is not known',
    ],
    [
      'a route without keywords',
      setting({ routes: [{ when: { keywords: [] } }] }),
      'routes.0.when.keywords: too small (at least 1 is needed)',
    ],
    [
      'a route to a stranger',
      setting({ routes: [{ when: {}, agent: 'b' }] }),
      "routes.0.agent: 'b' is no agent",
    ],
    [
      'a route to a tag that nobody carries',
      setting({ routes: [{ when: {}, tag: 'b' }] }),
      "routes.0.tag: no agent has the tag 'b'",
    ],
    [
      'an unknown strength of a client',
      setting({ strengths: { claude: ['x'] } }),
      'strengths.claude.0: expected one of design, implement, test, review, research, write',
    ],
    ['an empty notify', setting({ notify: '' }), 'notify: too small (at least 1 is needed)'],
    ['no retention', setting({ retentionDays: 0 }), 'retentionDays: too small (at least 1 is needed)'],
    [
      'no tasks a minute',
      setting({ limits: { tasksPerMinute: 0 } }),
      'limits.tasksPerMinute: too small (at least 1 is needed)',
    ],
    ['an unknown limit', setting({ limits: { spend: 1 } }), 'limits.spend: this key is not known'],
    [
      'a budget of nothing',
      setting({ limits: { spendPerDay: 0 } }),
      'limits.spendPerDay: too small (more than 0 is needed)',
    ],
    ['workflows that are no folder', setting({ workflows: 1 }), 'workflows: expected string'],
    ['an editor that is no text', setting({ editor: [] }), 'editor: expected string'],
    ['no deadline', setting({ deadlineMinutes: 0 }), 'deadlineMinutes: too small (more than 0 is needed)'],
    ['a deadline as text', setting({ deadlineMinutes: '30' }), 'deadlineMinutes: expected number'],
    [
      'a deadline past all calendars',
      setting({ deadlineMinutes: 1e300 }),
      'deadlineMinutes: too big (527040 is the most)',
    ],
    [
      'a template without a result',
      setting({ answerTemplate: '{agent}' }),
      'answerTemplate: the template must contain {result}',
    ],
    [
      'a default of every object’s',
      setting({ default: 'toString' }),
      "default: 'toString' is neither menu, auto, edit nor an agent",
    ],
  ])('for %s', (_, text, what) => {
    expect(mistakeOf(text)).toMatch(/^c\.json:1:\d+: /);
    expect(mistakeOf(text)).toContain(` ${what}.`);
  });
});

describe('an agent’s name', () => {
  it.each(['a', 'Plan-2_b', 'a'.repeat(40)])('may be %s', (name) => {
    expect(mistakeOf(`{"agents": {"${name}": {}}}`)).toBe('none');
  });

  it.each(['a/b', '..', '../a', 'a;b', 'a b', '', '-a', '1a', 'ä', 'a.b', 'a:b', 'a'.repeat(41)])(
    'is not %j',
    (name) => {
      expect(mistakeOf(`{\n"agents": {\n"${name}": {}}}`)).toBe(
        `c.json:3:1: agents.${name}: an agent name starts with a letter and holds letters, digits, - and _ (40 at most). Mend it there (README, Configuration).`,
      );
    },
  );

  it.each(['auto', 'all', 'tag', 'workflow'])('is not %s, which means something else after @', (name) => {
    expect(mistakeOf(`{"agents": {"${name}": {}}}`)).toContain(
      `agents.${name}: this name has a meaning of its own after @.`,
    );
  });
});

describe('a pool', () => {
  const pool = (fields: string) => `{"agents": {\n"coding": {"max": 3},\n${fields}}}`;

  it('owns the names of its members', () => {
    expect(mistakeOf(pool('"coding-2": {}'))).toBe(
      "c.json:3:13: agents.coding-2: 'coding-2' is also a member of the pool 'coding' (\"max\": 3). Rename it, or lower \"max\" of 'coding'.",
    );
  });

  it.each(['coding-1', 'coding-4', 'coding-02', 'coding2', 'Coding-2'])('leaves %s to others', (name) => {
    expect(mistakeOf(pool(`"${name}": {}`))).toBe('none');
  });

  it('has members with names of 40 characters at most', () => {
    const name = 'a'.repeat(39);
    expect(mistakeOf(`{"agents": {"${name}": {"max": 2}}}`)).toBe(
      `c.json:1:64: agents.${name}.max: its member '${name}-2' would have more than 40 characters. Shorten the name.`,
    );
  });
});
