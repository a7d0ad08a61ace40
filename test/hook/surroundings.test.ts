import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, TinyDisk } from '../system/tiny-disk.ts';
import { HookPlace, reported } from './run-hook.ts';

const PROMPT = '@planning do\r\n"it" 漢 \\\n\n';
let place: HookPlace;
beforeEach(() => {
  place = new HookPlace();
});
afterEach(() => place.remove());

/** Presses Ctrl-G; what is said on the terminal stands above the prompt too. */
async function reportOf(env: Record<string, string> = {}): Promise<string> {
  const { code, err } = await place.press(PROMPT, env);
  const words = err.replace(/^ctrlg: /, '').replace(/\n$/, '');
  expect({ code, text: place.text }).toEqual({ code: 0, text: reported(words, PROMPT) });
  return words;
}
const config = () => join(place.project, 'ctrlg.config.json');

describe('a config with a mistake is reported with the place and the mend', () => {
  it('when it is no JSON', async () => {
    place.configure('{\n  "agents": {');
    expect(await reportOf()).toMatch(`${config()}:2:14: not valid JSON`);
  });

  it('when it has a key that is not known', async () => {
    place.configure('{\n  "agents": {},\n  "defualt": "menu"\n}');
    expect(await reportOf()).toBe(
      `${config()}:3:3: defualt: this key is not known. Mend it there (README, Configuration).`,
    );
  });

  it.each(['a/b', '..', 'a;b', 'a b'])("when it has an agent named '%s'", async (name) => {
    place.configure({ agents: { [name]: {} } });
    expect(await reportOf()).toContain(`agents.${name}: an agent name starts with a letter`);
  });

  it('when CTRLG_CONFIG names one that is not there', async () => {
    const report = await reportOf({ CTRLG_CONFIG: '/no/such.json' });
    expect(report).toBe(
      'The config file /no/such.json (from CTRLG_CONFIG) is not there. Mend the path or unset it.',
    );
  });
});

describe('a state folder that is not safe is reported with the mend', () => {
  it('when it is open to others', async () => {
    chmodSync(place.state, 0o755);
    expect(await reportOf()).toBe(
      `The state folder ${place.state} is open to other users (mode 755). Close it with: chmod 700 '${place.state}'`,
    );
    expect(readdirSync(place.state)).toEqual([]);
  });

  it('when it is a file', async () => {
    const home = join(place.root, 'a file');
    writeFileSync(home, 'mine');
    expect(await reportOf({ CTRLG_HOME: home })).toBe(
      `The state folder ${home} cannot be made (EEXIST). Set CTRLG_HOME to a folder of your own.`,
    );
    expect(readFileSync(home, 'utf8')).toBe('mine');
  });
});

describe.skipIf(!canMount)('a state folder on a full disk', () => {
  it('is reported above the prompt, and nothing was sent', async () => {
    const disk = new TinyDisk();
    disk.fill();
    const report = await reportOf({ CTRLG_HOME: disk.folder }).finally(() => disk.remove());
    expect(report).toMatch(/^The disk is full: \S+ was not written\. Free some space and try again\.$/);
  });
});

describe('without a tmux that works', () => {
  /** Every task that was put has ended, and none waits for an agent to be started some day. */
  function everythingWasTakenBack(): boolean {
    const tasks = readdirSync(join(place.state, 'tasks'));
    const ends = tasks.map((id) => readFileSync(join(place.state, 'tasks', id, '.done'), 'utf8'));
    expect(ends.map((done) => JSON.parse(done).status)).toEqual(['failed']);
    return readdirSync(join(place.state, 'agents/planning/inbox')).length === 0;
  }

  it('says how to install it, and takes the task back', async () => {
    expect(await reportOf({ PATH: place.pathWith({}) })).toBe(
      'tmux is not installed. Install it (apt install tmux, brew install tmux); 3.2 or newer is needed.',
    );
    expect(everythingWasTakenBack()).toBe(true);
  });

  it('tells in tmux’s own words that its server cannot start, and takes the task back', async () => {
    const tmux = 'echo "server exited unexpectedly" >&2; exit 1';
    expect(await reportOf({ PATH: place.pathWith({ tmux }) })).toContain('server exited unexpectedly');
    expect(everythingWasTakenBack()).toBe(true);
  });

  it('asks no tmux at all for a prompt that goes nowhere', async () => {
    const tmux = `touch '${place.root}/asked'`;
    await place.press('@nobody x', { PATH: place.pathWith({ tmux }) });
    expect(existsSync(join(place.root, 'asked'))).toBe(false);
  });
});
