import { readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { HookPlace } from './run-hook.ts';

const PROMPT = 'do\r\n"it" 漢 \\\n\n';
let place: HookPlace;
beforeEach(() => {
  place = new HookPlace();
});
afterEach(() => place.remove());

/** The person's own editor, as a shell script that has the prompt file in `$1`. */
function ownEditor(script: string): void {
  const path = place.pathWith({ 'own-editor': script });
  place.configure({ agents: {}, default: 'edit', editor: `${path}/own-editor` });
}
const besides = () => readdirSync(dirname(place.file)).filter((name) => name.includes('.before-'));

it('what the person’s own editor wrote stands in the file', async () => {
  ownEditor('printf edited >"$1"');
  expect((await place.press(PROMPT)).code).toBe(0);
  expect(place.text).toBe('edited');
  expect(besides()).toEqual([]);
});

it('an editor that fails leaves the prompt as it was: not every client drops its file', async () => {
  ownEditor('printf half >"$1"; exit 3');
  expect((await place.press(PROMPT)).code).toBe(3);
  expect(place.text).toBe(PROMPT);
  expect(besides()).toEqual([]);
});

it('a hook that is killed meanwhile leaves the prompt as it was', async () => {
  // Above the editor is the shell that runs it on the terminal, and above that the hook.
  ownEditor(
    'printf half >"$1"; read -r _ _ _ hook _ <"/proc/$PPID/stat"; kill -9 $hook; read -r _ <"$1.wait"',
  );
  writeFileSync(`${place.file}.wait`, '');
  expect((await place.press(PROMPT)).code).toBe(137);
  await until('the prompt', () => place.text === PROMPT, { show: () => place.text });
  expect(besides()).toEqual([]);
});
