import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configTemplate } from '../../src/cli/init-template.ts';
import { BUILT_IN_AGENTS, configSchema } from '../../src/project/config.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import { Place } from './run-ctrlg.ts';

describe('ctrlg init', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('writes a config that means the same as none', async () => {
    const { code, out } = await place.run(['init']);
    expect(code).toBe(0);
    expect(out).toContain('ctrlg setup');
    const written = parseConfig(readFileSync(place.config, 'utf8'), place.config);
    expect(written).toEqual(configSchema.parse({ agents: BUILT_IN_AGENTS }));
  });

  it('writes the agents planning, coding, testing and review, which status then shows', async () => {
    await place.run(['init']);
    const { json } = await place.run(['status', '--json']);
    expect(json.agents.map((agent: { agent_id: string }) => agent.agent_id)).toEqual([
      'planning',
      'coding',
      'testing',
      'review',
    ]);
  });

  it('never overwrites a config', async () => {
    place.configure({ agents: {} });
    const { code, err } = await place.run(['init']);
    expect(code).toBe(1);
    expect(err).toContain(`${place.config} is there already`);
    expect(readFileSync(place.config, 'utf8')).toBe('{\n  "agents": {}\n}');
  });

  it('keeps the old config beside the new one with --force', async () => {
    place.configure('{ "agents": {} }');
    const { code, json } = await place.run(['init', '--force', '--json']);
    expect(code).toBe(0);
    expect(readFileSync(json.backup, 'utf8')).toBe('{ "agents": {} }');
    expect(readFileSync(json.file, 'utf8')).toBe(configTemplate());
  });

  it('writes where CTRLG_CONFIG says', async () => {
    const file = `${place.root}/elsewhere.json`;
    const { json } = await place.run(['init', '--json'], { env: { CTRLG_CONFIG: file } });
    expect(json).toEqual({ file, backup: null });
    expect(readdirSync(place.project)).toEqual([]);
  });

  it('says that the folder cannot be written', async () => {
    const { code, json } = await place.run(['init', '--json'], {
      env: { CTRLG_CONFIG: '/proc/ctrlg.config.json' },
    });
    expect(code).toBe(1);
    expect(json.error.message).toContain('cannot be written');
  });
});

describe('the config template', () => {
  it('names every setting there is', () => {
    const text = configTemplate();
    const top = Object.keys(configSchema.shape).filter((key) => key !== '$schema');
    const agent = Object.keys(configSchema.parse({ agents: { a: {} } }).agents.a!);
    expect([...top, ...agent, 'command'].filter((key) => !text.includes(`"${key}":`))).toEqual([]);
  });

  it('is right with every comment taken away: the settings in it are the defaults', () => {
    const text = configTemplate().replaceAll(/^( +)\/\/ (?=["}]| {2}")/gm, '$1');
    const { agents, ...top } = parseConfig(text, 'template');
    const defaults = configSchema.parse({ agents: { example: {} } });
    expect(top).toEqual({ ...defaults, agents: undefined, editor: 'vim', notify: 'notify-send ctrlg' });
    expect(agents.example).toEqual({
      ...defaults.agents.example,
      command: ['claude'],
      strengths: ['implement'],
      retries: 2,
    });
  });

  it('can be written to a file and read back', () => {
    const place = new Place();
    writeFileSync(place.config, configTemplate());
    expect(() => parseConfig(readFileSync(place.config, 'utf8'), place.config)).not.toThrow();
    place.remove();
  });
});
