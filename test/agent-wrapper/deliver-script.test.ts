import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDeliveries } from '../../src/agent-wrapper/delivery.ts';
import { repository } from '../support/rig.ts';

let root: string;
let agent: string;
let box: string;
let editor: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-deliver-'));
  agent = join(root, "my agent's folder");
  box = join(root, 'claude prompt.md');
  mkdirSync(agent);
  prepareDeliveries(join(agent, 'deliver'));
  writeFileSync(box, '');
  editor = join(root, "my editor's");
  writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" >"${root}/opened"\nexit 3\n`);
  chmodSync(editor, 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/** A folder for PATH with a program of this name that runs a script instead. */
function fakeTool(name: string, script: string): string {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

/** Runs the agent's editor on its input box, as its client does when the editor key is pressed. */
function pressKey({ args = [box], env = {} }: { args?: string[]; env?: Record<string, string> } = {}) {
  const { status, stderr } = spawnSync(join(repository, 'bin/ctrlg-deliver'), args, {
    env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: agent, CTRLG_USER_EDITOR: quoted(editor), ...env },
    encoding: 'utf8',
    timeout: 10_000,
  });
  return { code: status, err: stderr };
}

const place = (step: string, name = 'n1') => join(agent, 'deliver', step, name);
const put = (text: string | Uint8Array, nonce = 'n1') => writeFileSync(place('pending', nonce), text);
const steps = () =>
  Object.fromEntries(
    ['pending', 'placed', 'draft'].map((step) => [step, readdirSync(join(agent, 'deliver', step))]),
  );
const opened = () =>
  existsSync(join(root, 'opened')) ? readFileSync(join(root, 'opened'), 'utf8') : undefined;
const receipts = (receipt: object) => ({ pending: [], placed: [], draft: [], ...receipt });
const DONE = { code: 0, err: '' };

describe('a prompt on its way into an input box', () => {
  it.each([
    ['256 KB of any bytes', randomBytes(262_144)],
    ['one byte', Buffer.from('x')],
    ['no line end', Buffer.from('a\nb')],
    ['backslashes, quotes and a percent sign', Buffer.from('\\n %s `x` $(id) "\' \\')],
    ['NUL, ESC, CR and no UTF-8', Buffer.from([0, 27, 13, 10, 255, 254, 128])],
  ])('is placed byte for byte: %s', (_, bytes) => {
    put(bytes);
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box).equals(bytes)).toBe(true);
    expect(steps()).toEqual(receipts({ placed: ['n1'] }));
    expect(readFileSync(place('placed')).equals(bytes)).toBe(true);
  });

  it('goes into the last file that is named', () => {
    put('do it');
    expect(pressKey({ args: ['-w', '--goto', box] })).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('do it');
  });

  it('never overwrites a draft of a person’s', () => {
    put('do it');
    writeFileSync(box, 'half a thought');
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('half a thought');
    expect(steps()).toEqual(receipts({ draft: ['n1'] }));
  });

  it('counts blanks that a person typed as a draft', () => {
    put('do it');
    writeFileSync(box, '  \n');
    pressKey();
    expect(steps()).toEqual(receipts({ draft: ['n1'] }));
  });

  it.each([
    ['the text that was placed last and not sent', 'an earlier prompt'],
    ['the very text that is to be placed', 'do it'],
  ])('overwrites %s', (_, standing) => {
    put('do it');
    writeFileSync(place('.', 'last'), 'an earlier prompt');
    writeFileSync(box, standing);
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('do it');
  });

  it('does not overwrite our last text when a person has added to it', () => {
    put('do it');
    writeFileSync(place('.', 'last'), 'an earlier prompt');
    writeFileSync(box, 'an earlier prompt, no:');
    pressKey();
    expect(readFileSync(box, 'utf8')).toBe('an earlier prompt, no:');
  });

  it('stays with its wrapper when it cannot be written', () => {
    put('do it');
    pressKey({ args: [join(root, 'none/box')] });
    expect(steps()).toEqual(receipts({ pending: ['n1'] }));
    expect(opened()).toBeUndefined();
  });

  it('is taken out of the box again when its wrapper takes it back in this very moment', () => {
    put('do it');
    const bin = fakeTool('cat', `/bin/cat "$@"; rm ${quoted(place('pending'))}`);
    expect(pressKey({ env: { PATH: `${bin}:/usr/bin:/bin` } }).code).toBe(0);
    expect(readFileSync(box, 'utf8')).toBe('');
    expect(steps()).toEqual(receipts({}));
    expect(opened()).toBeUndefined();
  });
});

describe('Claude’s last response above a draft', () => {
  const context = (draft: string) =>
    `# ─── Claude's last response (for reference; removed on save) ───\n# Done.\n#\n# ─── Write your reply below this line ──────────────────────────\n\n${draft}`;

  it.each(['', '\n  \n'])('is no draft when nothing stands below it: %j', (draft) => {
    put('do it');
    writeFileSync(box, context(draft));
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('do it');
    expect(steps()).toEqual(receipts({ placed: ['n1'] }));
  });

  it.each(['half a thought', 'é', '# a heading', '\n\nlast'])(
    'leaves alone a draft below it: %j',
    (draft) => {
      put('do it');
      writeFileSync(box, context(draft));
      expect(pressKey({ env: { LC_ALL: 'C' } })).toEqual(DONE);
      expect(readFileSync(box, 'utf8')).toBe(context(draft));
      expect(steps()).toEqual(receipts({ draft: ['n1'] }));
    },
  );
});

describe('the editor key with nothing to deliver', () => {
  it('does nothing when it is a late one of ours, once', () => {
    writeFileSync(place('pressed'), '');
    writeFileSync(box, 'half a thought');
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('half a thought');
    expect(opened()).toBeUndefined();
    expect(pressKey().code).toBe(3);
    expect(opened()).toBe(`${box}\n`);
  });

  it('puts the prompt there again for a second key, when the box that it is given is the empty one of before', () => {
    writeFileSync(place('pressed', 'n1-1'), 'do it');
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe('do it');
    expect(opened()).toBeUndefined();
  });

  it.each([
    ['a second key, when something stands in the box', 'n1-1', 'half a thought'],
    ['the key of a prompt that was taken back', 'n1', ''],
  ])('changes nothing for %s', (_, key, standing) => {
    writeFileSync(place('pressed', key), 'do it');
    writeFileSync(box, standing);
    expect(pressKey()).toEqual(DONE);
    expect(readFileSync(box, 'utf8')).toBe(standing);
  });

  it('opens the person’s own editor, a shell command with quotes in it, and ends as it ends', () => {
    const command = `${quoted(editor)} --title "two words" -w`;
    expect(pressKey({ env: { CTRLG_USER_EDITOR: command } })).toEqual({ code: 3, err: '' });
    expect(opened()).toBe(`--title\ntwo words\n-w\n${box}\n`);
  });

  it('hands over every argument as it is', () => {
    pressKey({ args: ['+12', 'a  b', '$HOME', box] });
    expect(opened()).toBe(`+12\na  b\n$HOME\n${box}\n`);
  });

  it('opens it outside of any agent too', () => {
    pressKey({ env: { CTRLG_AGENT_DIR: '' } });
    expect(opened()).toBe(`${box}\n`);
  });

  it('opens vi where the person has named none', () => {
    const bin = fakeTool('vi', `exec ${quoted(editor)} "$@"`);
    pressKey({ env: { CTRLG_USER_EDITOR: '', PATH: `${bin}:/usr/bin:/bin` } });
    expect(opened()).toBe(`${box}\n`);
  });
});
