import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Place } from './run-ctrlg.ts';

describe('bad input', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
    place.configure({ agents: { planning: { client: 'scripted' }, coding: { client: 'scripted' } } });
  });
  afterEach(() => place.remove());

  /** A PATH with what our front door needs, and nothing else. */
  function barePath(): string {
    const folder = join(place.root, 'bare');
    mkdirSync(folder);
    symlinkSync(process.execPath, join(folder, 'node'));
    return folder;
  }

  it.each([['up'], ['down'], ['attach'], ['logs'], ['ask']])(
    '%s names the known agents when there is none of that name',
    async (verb) => {
      const { code, err, out } = await place.run([verb, 'plannign']);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toBe("ctrlg: There is no agent 'plannign'. Known agents: planning, coding.\n");
    },
  );

  it.each(['../coding', 'a/b', 'a;b', 'a b', '', '-', '.'])("takes no agent named '%s'", async (name) => {
    for (const verb of ['up', 'down', 'ask']) {
      const { code, err } = await place.run([verb, '--', name, ...(verb === 'ask' ? ['hi'] : [])]);
      expect(code).toBe(2);
      expect(err).toContain(`There is no agent '${name}'`);
    }
    expect(readdirSync(place.state)).toEqual([]);
  });

  it('says the place and the mend of a key that is not known', async () => {
    place.configure('{\n  "agents": {},\n  "defualt": "menu"\n}');
    const { code, err } = await place.run(['status']);
    expect(code).toBe(1);
    expect(err).toContain(`${place.config}:3:`);
    expect(err).toContain('defualt: this key is not known');
  });

  it.each([['status'], ['up'], ['down'], ['ask', 'planning', 'hi'], ['doctor']])(
    '%s tells a broken config as JSON',
    async (...args) => {
      place.configure('{ "agents": ');
      const { code, json, err } = await place.run([...args, '--json']);
      expect({ code, err }).toEqual({ code: 1, err: '' });
      const told =
        args[0] === 'doctor'
          ? json.checks.find((c: { kind: string }) => c.kind === 'fault').detail
          : json.error.message;
      expect(told).toBeTypeOf('string');
      expect(JSON.stringify(json)).toContain('not valid JSON');
    },
  );

  it('says that the file of CTRLG_CONFIG is not there', async () => {
    const { code, err } = await place.run(['status'], { env: { CTRLG_CONFIG: '/no/such.json' } });
    expect(code).toBe(1);
    expect(err).toContain('/no/such.json (from CTRLG_CONFIG) is not there');
  });

  it('refuses a state folder that is open to others', async () => {
    chmodSync(place.state, 0o755);
    for (const args of [['status'], ['status', '--json'], ['results'], ['ask', 'planning', 'hi']]) {
      const { code, out, err } = await place.run(args);
      expect(code).toBe(1);
      expect(out + err).toContain('is open to other users (mode 755)');
      expect(out + err).toContain(`chmod 700 '${place.state}'`);
    }
  });

  it('says that tmux is not installed, and takes the task back', async () => {
    const { code, err } = await place.run(['ask', 'planning', 'hi'], { env: { PATH: barePath() } });
    expect(code).toBe(1);
    expect(err).toContain('tmux is not installed. Install it');
    expect(readdirSync(join(place.state, 'agents/planning/inbox'))).toEqual([]);
    const { json } = await place.run(['results', '--json']);
    expect(json.results[0]).toMatchObject({ status: 'cancelled' });
  });

  it('up without tmux says so for each agent', async () => {
    const { code, out } = await place.run(['up'], { env: { PATH: barePath() } });
    expect(code).toBe(1);
    expect(out).toMatch(/^planning +refused +tmux is not installed\. Install it/m);
    expect(out).toMatch(/^coding +refused +tmux is not installed\. Install it/m);
  });

  it.each([
    ['empty', ''],
    ['blank', ' \n\t'],
  ])('asks nothing with a prompt that is %s', async (_, input) => {
    const { code, err } = await place.run(['ask', 'planning', '-'], { input });
    expect(code).toBe(2);
    expect(err).toContain('The prompt is empty');
    expect(existsSync(join(place.state, 'tasks'))).toBe(false);
  });

  it.each([
    ['not UTF-8', Buffer.from([0x61, 0xff]), /not UTF-8/],
    ['with a NUL byte', 'a\0b', /NUL bytes/],
    ['of 5 MB', 'x'.repeat(5 * 1024 * 1024), /The prompt has 5\.0 MB; 4 MB is the most/],
  ])('asks nothing with a prompt %s', async (_, input, why) => {
    const { code, err } = await place.run(['ask', 'planning'], { input });
    expect(code).toBe(1);
    expect(err).toMatch(why);
    expect(existsSync(join(place.state, 'tasks'))).toBe(false);
  });

  it('has no log of an agent that was never started', async () => {
    const { code, err } = await place.run(['logs', 'planning']);
    expect(code).toBe(1);
    expect(err).toBe('ctrlg: Agent planning has no log yet. Start it with: ctrlg up planning\n');
  });

  it('status --watch wants a terminal', async () => {
    const { code, err } = await place.run(['status', '--watch']);
    expect(code).toBe(1);
    expect(err).toContain('needs a terminal');
  });
});
