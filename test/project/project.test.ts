import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProject } from '../../src/project/project.ts';
import { UserError } from '../../src/system/errors.ts';

let root: string;
let deep: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cg-project-')));
  deep = join(root, 'my repo/src/deep');
  mkdirSync(deep, { recursive: true });
  vi.stubEnv('CTRLG_HOME', '');
  vi.stubEnv('CTRLG_CONFIG', '');
  vi.stubEnv('XDG_STATE_HOME', join(root, 'xdg'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe('a project', () => {
  it('is the nearest folder above that holds a config, before any git top level', () => {
    writeFileSync(join(root, 'my repo/ctrlg.config.json'), '{}');
    mkdirSync(join(root, 'my repo/src/.git'));
    expect(openProject(deep).folder).toBe(join(root, 'my repo'));
  });

  it.each([
    ['a folder', (git: string) => mkdirSync(git)],
    ['a file, as in a worktree', (git: string) => writeFileSync(git, 'gitdir: elsewhere')],
  ])('is the git top level where there is no config; .git is %s', (_, make) => {
    make(join(root, 'my repo/.git'));
    expect(openProject(deep).folder).toBe(join(root, 'my repo'));
  });

  it('is the working folder where there is neither', () => {
    expect(openProject(deep).folder).toBe(deep);
  });

  it('is the folder of the config that CTRLG_CONFIG names', () => {
    vi.stubEnv('CTRLG_CONFIG', join(root, 'elsewhere/c.json'));
    expect(openProject(deep).folder).toBe(join(root, 'elsewhere'));
  });

  it('is the same through a link', () => {
    symlinkSync(deep, join(root, 'link'));
    expect(openProject(join(root, 'link'))).toEqual(openProject(deep));
  });

  it('has a session name that means nothing else to tmux', () => {
    mkdirSync(join(root, 'a.b:c d;é'));
    expect(openProject(join(root, 'a.b:c d;é')).session).toMatch(/^ctrlg-a-b-c-d-[0-9a-f]{4}$/);
  });

  it('has its own state folder and session, though another has its name', () => {
    const [one, two] = ['one/app', 'two/app'].map((path) => {
      mkdirSync(join(root, path), { recursive: true });
      return openProject(join(root, path));
    });
    expect(one!.name).toBe(two!.name);
    expect(one!.home).not.toBe(two!.home);
    expect(one!.session).not.toBe(two!.session);
  });
});

describe('the state folder', () => {
  const modeOf = (folder: string) => (statSync(folder).mode & 0o777).toString(8);

  it('is made below XDG_STATE_HOME, open to its owner only', () => {
    const { home } = openProject(deep);
    expect(home).toMatch(new RegExp(`^${root}/xdg/ctrlg/deep-[0-9a-f]{8}$`));
    expect(modeOf(home)).toBe('700');
  });

  it('is made below ~/.local/state without XDG_STATE_HOME', () => {
    vi.stubEnv('XDG_STATE_HOME', '');
    vi.stubEnv('HOME', join(root, 'home'));
    expect(openProject(deep).home).toContain(join(root, 'home/.local/state/ctrlg/deep-'));
  });

  it('is CTRLG_HOME where that is set, with agents of its own', () => {
    const { session } = openProject(deep);
    vi.stubEnv('CTRLG_HOME', join(root, 'my state'));
    expect(openProject(deep)).toMatchObject({ home: join(root, 'my state') });
    expect(openProject(deep).session).not.toBe(session);
  });

  it.each([0o755, 0o750, 0o701, 0o777])('is refused when it is open to others: %o', (mode) => {
    const home = join(root, 'state');
    mkdirSync(home);
    chmodSync(home, mode);
    vi.stubEnv('CTRLG_HOME', home);
    const said = `The state folder ${home} is open to other users (mode ${mode.toString(8)}).`;
    expect(() => openProject(deep)).toThrow(new UserError(said, `Close it with: chmod 700 '${home}'`));
    expect(modeOf(home)).toBe(mode.toString(8));
  });

  it('is refused when it belongs to somebody else', () => {
    const [home, uid] = foreignFolder();
    vi.stubEnv('CTRLG_HOME', home);
    expect(() => openProject(deep)).toThrow(`The state folder ${home} belongs to another user (uid ${uid}).`);
  });

  it('is refused when it is a file', () => {
    writeFileSync(join(root, 'state'), 'mine');
    vi.stubEnv('CTRLG_HOME', join(root, 'state'));
    const said = `The state folder ${root}/state cannot be made (EEXIST).`;
    expect(() => openProject(deep)).toThrow(new UserError(said, 'Set CTRLG_HOME to a folder of your own.'));
  });

  it('is refused when it cannot be made', () => {
    writeFileSync(join(root, 'file'), '');
    vi.stubEnv('CTRLG_HOME', join(root, 'file/state'));
    expect(() => openProject(deep)).toThrow(/state cannot be made \(ENOTDIR\)/);
  });

  it('is refused when it is a link: who put it there?', () => {
    mkdirSync(join(root, 'target'), { mode: 0o700 });
    symlinkSync(join(root, 'target'), join(root, 'state'));
    vi.stubEnv('CTRLG_HOME', join(root, 'state'));
    expect(() => openProject(deep)).toThrow(/state is not a folder/);
  });

  /** A folder of another user's and their uid: root makes one, everybody else finds one of root's. */
  function foreignFolder(): [string, number] {
    if (process.getuid?.() !== 0) return [['/usr', '/'].find(existsSync)!, 0];
    const folder = join(root, 'foreign');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 54_321, 54_321);
    return [folder, 54_321];
  }
});
