import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookOf, Place } from './run-ctrlg.ts';

let hook = '';

describe('ctrlg setup', () => {
  let place: Place;
  let folder: string;
  let settings: string;
  beforeEach(() => {
    place = new Place();
    hook = hookOf(place);
    folder = join(place.home, '.claude');
    settings = join(folder, 'settings.json');
    mkdirSync(folder);
  });
  afterEach(() => place.remove());

  const read = () => JSON.parse(readFileSync(settings, 'utf8'));
  const backups = () => readdirSync(folder).filter((name) => name.includes('ctrlg-backup'));
  const record = () => JSON.parse(readFileSync(join(place.home, '.config/ctrlg/setup.json'), 'utf8'));

  it('puts the hook into EDITOR and VISUAL and keeps everything else', async () => {
    writeFileSync(settings, '{\n  "model": "opus",\n  "env": {\n    "FOO": "1"\n  },\n  "unknown": [1]\n}\n');
    const { code } = await place.run(['setup']);
    expect(code).toBe(0);
    expect(read()).toEqual({ model: 'opus', env: { FOO: '1', EDITOR: hook, VISUAL: hook }, unknown: [1] });
  });

  it('keeps a backup of the file before, with its bytes', async () => {
    const before = '{"model":   "opus"}';
    writeFileSync(settings, before);
    await place.run(['setup']);
    expect(backups()).toHaveLength(1);
    expect(readFileSync(join(folder, backups()[0]!), 'utf8')).toBe(before);
  });

  it('makes the settings where there are none', async () => {
    const { out } = await place.run(['setup'], { env: { CLAUDE_CONFIG_DIR: join(place.root, 'new') } });
    const file = join(place.root, 'new/settings.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ env: { EDITOR: hook, VISUAL: hook } });
    expect(out).toContain(file);
  });

  it('remembers the editor of the settings', async () => {
    writeFileSync(settings, '{"env": {"EDITOR": "nano -w"}}');
    await place.run(['setup'], { env: { VISUAL: 'emacs' } });
    expect(record().editor).toBe('nano -w');
  });

  it('remembers the editor of the environment, unless it is ours', async () => {
    await place.run(['setup'], { env: { VISUAL: hook, EDITOR: 'vim' } });
    expect(record().editor).toBe('vim');
  });

  it('twice is the same as once', async () => {
    writeFileSync(settings, '{"env": {"EDITOR": "nano"}}');
    await place.run(['setup']);
    const once = [readFileSync(settings, 'utf8'), backups(), record()];
    const { code, out } = await place.run(['setup'], { env: { EDITOR: 'other' } });
    expect(code).toBe(0);
    expect(out).toContain('nothing to do');
    expect([readFileSync(settings, 'utf8'), backups(), record()]).toEqual(once);
  });

  it('two at the same moment do no harm', async () => {
    writeFileSync(settings, '{"env": {"EDITOR": "nano"}}');
    const both = await Promise.all([place.run(['setup']), place.run(['setup'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(record().editor).toBe('nano');
    await place.run(['setup', '--undo']);
    expect(read()).toEqual({ env: { EDITOR: 'nano' } });
  });

  it('shows with --print what it would do and does nothing', async () => {
    writeFileSync(settings, '{"env": {"VISUAL": "nano"}}');
    const { code, out } = await place.run(['setup', '--print']);
    expect(code).toBe(0);
    expect(out).toContain(`env.VISUAL  nano → ${hook}`);
    expect(out).toContain(`by hand: VISUAL='${hook}' claude`);
    expect(readFileSync(settings, 'utf8')).toBe('{"env": {"VISUAL": "nano"}}');
    expect(existsSync(join(place.home, '.config'))).toBe(false);
  });

  it.each([
    ['no file', undefined],
    ['an empty object', '{}\n'],
    ['no env', '{\n  "model": "opus"\n}\n'],
    ['an empty env', '{\n  "env": {}\n}\n'],
    ['both set', '{\n  "env": {\n    "EDITOR": "vi",\n    "VISUAL": "code -w"\n  }\n}\n'],
    [
      'one set, among others',
      '{\n  "env": {\n    "A": "1",\n    "VISUAL": "",\n    "B": "2"\n  },\n  "x": null\n}\n',
    ],
    ['four blanks', '{\n    "env": {\n        "A": "1"\n    }\n}\n'],
    ['tabs', '{\n\t"env": {\n\t\t"A": "1"\n\t}\n}\n'],
    ['Windows line ends', '{\r\n  "env": {\r\n    "A": "1"\r\n  }\r\n}\r\n'],
  ])('--undo brings back every byte: %s', async (_, before) => {
    if (before !== undefined) writeFileSync(settings, before);
    await place.run(['setup']);
    expect(read().env).toMatchObject({ EDITOR: hook, VISUAL: hook });
    const { code } = await place.run(['setup', '--undo']);
    expect(code).toBe(0);
    expect(existsSync(settings) ? readFileSync(settings, 'utf8') : undefined).toBe(before);
  });

  it('--undo keeps what was added in the meantime', async () => {
    writeFileSync(settings, '{}');
    await place.run(['setup']);
    writeFileSync(settings, JSON.stringify({ ...read(), theme: 'dark' }));
    await place.run(['setup', '--undo']);
    expect(read()).toEqual({ theme: 'dark' });
  });

  it('--undo touches nothing that somebody changed since', async () => {
    await place.run(['setup']);
    const changed = JSON.stringify({ env: { EDITOR: hook, VISUAL: 'hx' } });
    writeFileSync(settings, changed);
    const { code, err } = await place.run(['setup', '--undo']);
    expect(code).toBe(1);
    expect(err).toContain('env.VISUAL in');
    expect(err).toContain("it is 'hx'");
    expect(readFileSync(settings, 'utf8')).toBe(changed);
  });

  it('--undo without a set-up changes nothing', async () => {
    writeFileSync(settings, '{"env": {"EDITOR": "vi"}}');
    const { code, out } = await place.run(['setup', '--undo']);
    expect(code).toBe(0);
    expect(out).toContain('Nothing to undo');
  });

  it('goes on from a hook of another place, with what stood before that', async () => {
    writeFileSync(settings, '{"env": {"EDITOR": "vi"}}');
    await place.run(['setup']);
    writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(hook, '/old/place/bin/ctrlg-hook'));
    await place.run(['setup']);
    expect(read().env).toEqual({ EDITOR: hook, VISUAL: hook });
    await place.run(['setup', '--undo']);
    expect(read()).toEqual({ env: { EDITOR: 'vi' } });
  });

  it.each([
    ['not JSON', '{"env": {,}}', /settings\.json:1:10: not valid settings/],
    ['a comment', '{\n  // mine\n}', /settings\.json:2:3: not valid settings/],
    ['no object', '[]', /settings\.json:1:1: .*an object is expected/],
    ['a strange env', '{\n "env": 1}', /settings\.json:2:9: .*env: an object/],
    ['a strange editor', '{"env": {"EDITOR": 1}}', /env\.EDITOR: a text is expected/],
  ])('says the place in settings that are not right and leaves them alone: %s', async (_, text, place_) => {
    writeFileSync(settings, text);
    const { code, err } = await place.run(['setup']);
    expect(code).toBe(1);
    expect(err).toMatch(place_);
    expect(readFileSync(settings, 'utf8')).toBe(text);
    expect(backups()).toEqual([]);
  });

  it('keeps the mode of the file, and a link to it', async () => {
    const real = join(place.root, 'dotfiles.json');
    writeFileSync(real, '{}');
    chmodSync(real, 0o644);
    symlinkSync(real, settings);
    await place.run(['setup']);
    expect(JSON.parse(readFileSync(real, 'utf8')).env.EDITOR).toBe(hook);
    expect(statSync(real).mode & 0o777).toBe(0o644);
  });

  it('keeps a set-up for each of two config folders', async () => {
    const other = { env: { CLAUDE_CONFIG_DIR: join(place.root, 'work') } };
    await place.run(['setup']);
    await place.run(['setup'], other);
    expect((await place.run(['setup', '--undo'])).code).toBe(0);
    expect((await place.run(['setup', '--undo'], other)).code).toBe(0);
    expect(existsSync(join(place.root, 'work/settings.json'))).toBe(false);
  });

  it('names the Claude Codes that run and have to be restarted', async () => {
    mkdirSync(join(folder, 'sessions'));
    writeFileSync(join(folder, 'sessions', `${process.pid}.json`), '{}');
    writeFileSync(join(folder, 'sessions', '999999999.json'), '{}');
    const { out } = await place.run(['setup']);
    expect(out).toContain(`To restart: pid ${process.pid}.`);
  });
});
