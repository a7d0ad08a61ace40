import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configTemplate } from '../../src/cli/init-template.ts';
import { parseConfig, readConfig } from '../../src/project/read-config.ts';
import { UserError } from '../../src/system/errors.ts';

describe('a config', () => {
  it('has a default for everything but the agents’ names', () => {
    expect(parseConfig('{"agents": {"a": {}}}', 'c.json')).toEqual({
      agents: {
        a: {
          client: 'claude',
          args: [],
          env: {},
          cwd: '.',
          description: '',
          instructions: '',
          keywords: [],
          tags: [],
          max: 1,
          warmUp: 'none',
          onClientDeath: 'report',
          backgroundTasks: 'wait',
        },
      },
      default: 'menu',
      deadlineMinutes: 30,
      retries: 2,
      routes: [],
      strengths: {},
      retentionDays: 30,
      limits: { tasksPerMinute: 60, depth: 3, spendPerDay: null },
      workflows: 'workflows',
      answerTemplate: '[ctrlg] {agent} · {outcome} in {duration} · task {task}\n\n{result}',
    });
  });

  it('may have comments, trailing commas, CRLF line ends and a byte order mark', () => {
    const text = '\ufeff// mine\r\n{\r\n  "agents": { "a": {}, }, /* the\r\n only one */\r\n}\r\n';
    expect(Object.keys(parseConfig(text, 'c.json').agents)).toEqual(['a']);
  });

  it('may name a schema for an editor', () => {
    expect(parseConfig('{"agents": {}, "$schema": "./x.json"}', 'c.json').default).toBe('menu');
  });

  it.each(['menu', 'auto', 'edit', 'a', 'a-2'])('may have the default %s', (byDefault) => {
    const text = `{"agents": {"a": {"max": 2}}, "default": "${byDefault}"}`;
    expect(parseConfig(text, 'c.json').default).toBe(byDefault);
  });

  it('may set some limits and leave the others', () => {
    const { limits } = parseConfig('{"agents": {}, "limits": {"spendPerDay": 12.5}}', 'c.json');
    expect(limits).toEqual({ tasksPerMinute: 60, depth: 3, spendPerDay: 12.5 });
  });

  it('may lead to agents, members and tags by routes', () => {
    const routes = [
      { when: { keywords: ['migration'], globs: ['db/**'] }, agent: 'a-2' },
      { when: { tags: ['review'] }, tag: 'careful' },
      { when: {}, agent: 'a' },
    ];
    const text = JSON.stringify({ agents: { a: { max: 2, tags: ['careful'] } }, routes });
    expect(parseConfig(text, 'c.json').routes).toEqual(routes);
  });

  it('is what ctrlg init writes', () => {
    expect(parseConfig(configTemplate(), 'c.json').agents).toHaveProperty('planning');
  });
});

describe('the config file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cg-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('may be missing: then there are four agents', () => {
    const { agents, default: byDefault } = readConfig(folder, undefined);
    expect(Object.keys(agents)).toEqual(['planning', 'coding', 'testing', 'review']);
    expect(Object.values(agents).map(({ client }) => client)).toEqual(Array(4).fill('claude'));
    expect(byDefault).toBe('menu');
  });

  it('stands in the project folder', () => {
    writeFileSync(join(folder, 'ctrlg.config.json'), '{"agents": {"mine": {}}}');
    expect(Object.keys(readConfig(folder, undefined).agents)).toEqual(['mine']);
  });

  it('stands where CTRLG_CONFIG says, and only there', () => {
    writeFileSync(join(folder, 'ctrlg.config.json'), '{"agents": {"mine": {}}}');
    writeFileSync(join(folder, 'other.json'), '{"agents": {"other": {}}}');
    expect(Object.keys(readConfig(folder, join(folder, 'other.json')).agents)).toEqual(['other']);
  });

  it('must be there when CTRLG_CONFIG names it', () => {
    const file = join(folder, 'none.json');
    const said = `The config file ${file} (from CTRLG_CONFIG) is not there.`;
    expect(() => readConfig(folder, file)).toThrow(new UserError(said, 'Mend the path or unset it.'));
  });

  it('must be a file', () => {
    mkdirSync(join(folder, 'ctrlg.config.json'));
    expect(() => readConfig(folder, undefined)).toThrow(/ctrlg\.config\.json cannot be read: EISDIR/);
  });
});
