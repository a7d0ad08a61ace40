import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Place, repository } from './run-ctrlg.ts';

describe('the command line', () => {
  let place: Place;
  beforeAll(() => {
    place = new Place();
  });
  afterAll(() => place.remove());

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(await place.run(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  it('shows every verb when it is called with nothing', async () => {
    const { code, out } = await place.run([]);
    expect(code).toBe(0);
    const verbs = [
      'init',
      'setup',
      'up',
      'down',
      'status',
      'ask',
      'run',
      'approve',
      'deny',
      'attach',
      'results',
      'wait',
      'history',
      'stats',
      'statusline',
      'cancel',
      'logs',
      'doctor',
    ];
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  });

  it('suggests the verb that was meant', async () => {
    const { code, out, err } = await place.run(['statuss']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe("ctrlg: unknown command 'statuss'. Did you mean status? See: ctrlg --help\n");
  });

  it('suggests the flag that was meant', async () => {
    const { code, err } = await place.run(['status', '--jsn']);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean --json? See: ctrlg status --help');
  });

  it('tells a wrong usage as JSON where JSON was asked for', async () => {
    const ran = await place.run(['ask', '--json']);
    expect(ran).toMatchObject({ code: 2, err: '' });
    expect(ran.json.error.message).toContain("missing required argument 'name'");
    expect(ran.json.error.mend).toBe('See: ctrlg ask --help');
  });

  it('does not take a --json after -- for a flag', async () => {
    const ran = await place.run(['ask', 'nobody', '--', '--json']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain("There is no agent 'nobody'");
  });

  it('refuses a number that is none', async () => {
    const { code, err } = await place.run(['logs', 'planning', '-n', 'many']);
    expect(code).toBe(2);
    expect(err).toContain('A number above 0 is expected');
  });

  it('lists its exit codes in the help of ask', async () => {
    const { out } = await place.run(['ask', '--help']);
    expect(out).toMatch(/Exit code:\n {2}0 {4}done\n {2}1 {4}failed/);
  });
});
