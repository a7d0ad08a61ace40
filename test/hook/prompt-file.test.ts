import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, TinyDisk } from '../system/tiny-disk.ts';
import { HookPlace, reported } from './run-hook.ts';

let place: HookPlace;
beforeEach(() => {
  place = new HookPlace();
});
afterEach(() => place.remove());

/** Nothing may have been asked of any agent. */
const nothingWasSent = () => !existsSync(join(place.state, 'tasks'));

describe('a prompt file that cannot be one is told on the terminal, and left as it is', () => {
  it('when it is missing', async () => {
    expect(await place.run([place.file])).toEqual({
      code: 1,
      err: `ctrlg: The prompt file ${place.file} is not there. Give an existing file.\n`,
    });
    expect(existsSync(place.file)).toBe(false);
  });

  it('when it is a folder', async () => {
    mkdirSync(place.file);
    const { code, err } = await place.run([place.file]);
    expect(code).toBe(1);
    expect(err).toContain(`${place.file} is a folder, not a prompt file.`);
  });

  it('when it is no regular file', async () => {
    execFileSync('mkfifo', [place.file]);
    const { code, err } = await place.run([place.file]);
    expect(code).toBe(1);
    expect(err).toContain(`${place.file} is not a regular file.`);
  });

  it('when it is unreadable', async () => {
    symlinkSync(place.file, place.file);
    const { code, err } = await place.run([place.file]);
    expect(code).toBe(1);
    expect(err).toContain(`The prompt file ${place.file} cannot be read (ELOOP).`);
  });

  it('when it is read-only', async () => {
    writeFileSync(place.file, '@planning x');
    chmodSync(place.file, 0o444);
    const { code, err } = await place.run([place.file]);
    expect(code).toBe(1);
    expect(err).toContain(`The prompt file ${place.file} is read-only: no answer could stand in it.`);
    expect(place.text).toBe('@planning x');
    expect(nothingWasSent()).toBe(true);
  });

  it.skipIf(!canMount)('when its disk is read-only', async () => {
    const disk = new TinyDisk();
    const file = join(disk.folder, 'prompt.md');
    writeFileSync(file, '@planning x');
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    const { code, err } = await place.run([file]).finally(() => disk.remove());
    expect(code).toBe(1);
    expect(err).toContain('is read-only');
    expect(nothingWasSent()).toBe(true);
  });

  it.each([
    ['is not UTF-8', Buffer.from('@planning \xff\xfe', 'latin1'), 'is not UTF-8 text'],
    ['is UTF-16', Buffer.from('\ufeff@planning x', 'utf16le'), 'is not UTF-8 text'],
    ['holds NUL bytes', Buffer.from('@planning a\0b'), 'holds NUL bytes'],
    [
      'has 5 MB',
      Buffer.from(`@planning ${'x'.repeat(5 * 1024 * 1024)}`),
      'The prompt has 5.0 MB; 4 MB is the most',
    ],
  ])('when it %s', async (_, bytes, why) => {
    const { code, err } = await place.press(bytes);
    expect(code).toBe(1);
    expect(err).toContain(why);
    expect(err).toContain('Nothing was sent and the file is unchanged.');
    expect(readFileSync(place.file).equals(bytes)).toBe(true);
    expect(nothingWasSent()).toBe(true);
  });

  it('when none is named', async () => {
    const { code, err } = await place.run([]);
    expect(code).toBe(2);
    expect(err).toContain('usage: ctrlg-hook FILE');
  });
});

describe('a prompt with nothing to do in it', () => {
  it.each(['@planning', '@planning: ', ' @planning \n\t\n', '@planning \u200b\u00a0\u2060', '@auto \n'])(
    'is reported above itself: %j',
    async (prompt) => {
      const { code, err } = await place.press(prompt);
      const words = 'The prompt for planning is empty. Write what it is to do after its name.';
      expect({ code, err }).toEqual({ code: 0, err: `ctrlg: ${words}\n` });
      expect(place.text).toBe(reported(words, prompt));
      expect(nothingWasSent()).toBe(true);
    },
  );

  it.each(['menu', 'planning', 'auto'])(
    'needs a terminal for the menu when the file is empty, with the default %s',
    async (byDefault) => {
      place.configure({ agents: { planning: { client: 'scripted' } }, default: byDefault });
      const { code, err } = await place.press('');
      expect(code).toBe(0);
      expect(err).toContain('There is no terminal to show the menu on.');
      expect(place.text).toMatch(/^\[ctrlg\] There is no terminal .*\n----- your prompt, unchanged -----\n$/);
    },
  );
});

describe('a prompt for an agent that there is not', () => {
  const WORDS = "There is no agent 'plannign'. Known agents: planning, coding.";
  const PROMPT = '@plannign do\r\n"it" 漢 \\\n\n';

  it('names the known ones, above the prompt as it was', async () => {
    expect(await place.press(PROMPT)).toEqual({ code: 0, err: `ctrlg: ${WORDS}\n` });
    expect(place.text).toBe(reported(WORDS, PROMPT));
    expect(nothingWasSent()).toBe(true);
  });

  it('is reported once, though Ctrl-G is pressed again with the report above it', async () => {
    await place.press(PROMPT);
    const again = await place.run([place.file]);
    expect(again).toEqual({ code: 0, err: `ctrlg: ${WORDS}\n` });
    expect(place.text).toBe(reported(WORDS, PROMPT));
  });

  it('says so when the config has none', async () => {
    place.configure({ agents: {} });
    await place.press('@planning x');
    expect(place.text).toBe(reported("There is no agent 'planning'. Known agents: none.", '@planning x'));
  });

  it('is no agent’s when it is a path or a file that is there', async () => {
    writeFileSync(join(place.project, 'README'), '');
    for (const prompt of ['@src/file.ts x', '@README x']) {
      await place.press(prompt);
      expect(place.text).toContain('There is no terminal to show the menu on.');
    }
  });
});
