import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_CLAUDE } from './fake-claude.ts';
import { ctrlg, Place } from './run-ctrlg.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const at = (path: string) => join(place.home, path);
const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined);
function write(text: string, path: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}
/** A program in a PATH of the test's own. */
function install(name: string, text = '#!/bin/sh\nexit 9\n'): Record<string, string> {
  write(text, `bin/${name}`);
  chmodSync(at(`bin/${name}`), 0o755);
  return { PATH: `${at('bin')}:${place.env.PATH}` };
}
const setup = (client: string, env: Record<string, string> = {}, ...flags: string[]) =>
  place.run(['setup', client, ...flags], { env: { SHELL: '/bin/bash', ...env } });
const undo = (env: Record<string, string> = {}) => place.run(['setup', '--undo'], { env });

const CODEX = '.codex/config.toml';
const GEMINI = '.gemini/settings.json';
const OPENCODE = '.config/opencode/opencode.json';
const CLAUDE = '.claude.json';

const BEFORE: [client: string, file: string, what: string, text: string | undefined][] = [
  ['codex', CODEX, 'no file', undefined],
  ['codex', CODEX, 'an empty file', ''],
  ['codex', CODEX, 'comments', '# mine\nmodel = "x" # why\n\n[projects."/a b"]\ntrust_level = "trusted"\n'],
  ['codex', CODEX, 'no line end at the end', 'model = "x"'],
  ['codex', CODEX, 'Windows line ends', 'model = "x"\r\n[tui]\r\na = 1\r\n'],
  ['codex', CODEX, 'servers of its own', '[mcp_servers]\nother = { command = "b" }\n'],
  ['gemini', GEMINI, 'no file', undefined],
  [
    'gemini',
    GEMINI,
    'comments',
    '// mine\n{\n\t"mcpServers": {\n\t\t"other": { "command": "b" } // why\n\t}\n}\n',
  ],
  ['gemini', GEMINI, 'a preferred editor', '{ "general": { "preferredEditor": "vim" } }'],
  ['opencode', OPENCODE, 'no file', undefined],
  ['opencode', OPENCODE, 'an empty object', '{}'],
  ['opencode', '.config/opencode/opencode.jsonc', 'comments', '{\n  // mine\n  "model": "x",\n}\n'],
];

describe('ctrlg setup gives the model of a client tools', () => {
  it.each(BEFORE)('%s, %s: %s; --undo brings back every byte', async (client, file, _, before) => {
    if (before !== undefined) write(before, file);
    const { code, out } = await setup(client);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`In force: ${at(file)}`) });
    expect(read(file)).toContain(ctrlg);
    if (before?.includes('mine')) expect(read(file)).toContain('mine');
    const again = await setup(client);
    expect(again.out).toContain(`Its tools stand in ${at(file)} already.`);
    expect(await undo()).toMatchObject({ code: 0 });
    expect(read(file)).toBe(before);
    expect(read('.config/ctrlg/setup.json')).toBeUndefined();
  });

  it('not with --no-mcp, and shows with --print what it would do', async () => {
    await setup('codex', {}, '--no-mcp');
    expect(read(CODEX)).toBeUndefined();
    expect(read('.codex/.env')).toContain('ctrlg-hook');
    const { out } = await setup('codex', {}, '--print');
    expect(out).toContain(`${at(CODEX)}  + [mcp_servers.ctrlg]`);
    expect((await setup('codex', {}, '--print', '--no-mcp')).out).toContain('nothing to do');
  });

  it('says so where the client itself finds the server not to work', async () => {
    const env = install('gemini', "#!/bin/sh\necho '✗ ctrlg: ctrlg mcp (stdio) - Disconnected' >&2\n");
    const { code, out } = await setup('gemini', env);
    expect(code).toBe(1);
    expect(out).toContain('NOT in force: gemini mcp list: ✗ ctrlg: ctrlg mcp (stdio) - Disconnected.');
  });

  it('leaves alone what a person has put there, and mends a path that is another one now', async () => {
    write('[mcp_servers.ctrlg]\ncommand = "ctrlg"\nargs = ["mcp"]\n', CODEX);
    await setup('codex');
    expect(read(CODEX)).not.toContain(ctrlg);
    write('{"mcpServers":{"ctrlg":{"command":"/old/bin/ctrlg","args":["mcp"]}}}', GEMINI);
    await setup('gemini');
    expect(JSON.parse(read(GEMINI)!).mcpServers).toEqual({ ctrlg: { command: ctrlg, args: ['mcp'] } });
  });

  it('does not touch another server of that name; the editor is set up all the same', async () => {
    const other = '[mcp_servers.ctrlg]\nurl = "http://127.0.0.1:9"\n';
    write(other, CODEX);
    const { code, out } = await setup('codex');
    expect(code).toBe(1);
    expect(out).toContain('Codex: Ctrl-G opens ctrlg now');
    expect(out).toMatch(/Tools: .*config\.toml has an MCP server ctrlg already, which is of another kind/);
    expect(read(CODEX)).toBe(other);
  });

  it.each([
    ['codex', CODEX, 'model = \n', /config\.toml:1:9: not valid/],
    ['codex', CODEX, 'mcp_servers = { a = { command = "b" } }\n', /cannot be changed there/],
    ['gemini', GEMINI, '{"a": ', /settings\.json:1:\d+: not valid/],
  ])('says what is wrong with a file of %s that it cannot read', async (client, file, text, what) => {
    write(text, file);
    const ran = await setup(client);
    expect(ran.code).toBe(1);
    expect(ran.out + ran.err).toMatch(what);
    expect(read(file)).toBe(text);
  });
});

it('--undo takes from Codex’s config what Codex has put below the server, and nothing else', async () => {
  write('# mine\nmodel = "x"\n', CODEX);
  await setup('codex');
  const since = [
    '[mcp_servers.ctrlg.tools.assign_task]',
    'approval_mode = "approve"',
    '',
    '# theirs',
    '[mcp_servers.other]',
    'command = "b"',
    '',
    '[projects."/a"]',
    'trust_level = "trusted"',
    '',
  ].join('\n');
  write(`${read(CODEX)}\n${since}`, CODEX);
  await undo();
  const rest = since.slice(since.indexOf('# theirs'));
  expect(read(CODEX)).toBe(`# mine\nmodel = "x"\n\n${rest}`);
});

describe('Claude Code', () => {
  const servers = () => JSON.parse(read(CLAUDE)!).mcpServers;

  it('is told by its own command, for all projects; --undo takes that back', async () => {
    write('{"theme":"dark"}', CLAUDE);
    const env = install('claude', FAKE_CLAUDE);
    const { code, out } = await setup('claude', env);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('claude mcp get ctrlg') });
    expect(out).toContain('claude plugin install ctrlg@ctrlg');
    expect(servers()).toMatchObject({ ctrlg: { command: ctrlg, args: ['mcp'] } });
    const [backup] = readdirSync(place.home).filter((name) => name.startsWith('.claude.json.ctrlg-backup'));
    expect(read(backup!)).toBe('{"theme":"dark"}');
    expect((await setup('claude', env)).out).toContain('Its tools stand in');
    await undo(env);
    expect(servers()).toEqual({});
    expect(JSON.parse(read(CLAUDE)!).theme).toBe('dark');
  });

  it('that has the plugin is given no second server, and loses the one of an earlier set-up', async () => {
    const env = install('claude', FAKE_CLAUDE);
    await setup('claude', env);
    const settings = JSON.parse(read('.claude/settings.json')!);
    write(JSON.stringify({ ...settings, enabledPlugins: { 'ctrlg@ctrlg': true } }), '.claude/settings.json');
    const doctor = async () => {
      const { json } = await place.run(['doctor', '--json'], { env });
      return json.checks.find(({ what }: { what: string }) => what === 'tools in Claude Code');
    };
    expect(await doctor()).toMatchObject({ kind: 'fault', mend: 'claude mcp remove --scope user ctrlg' });
    const { code, out } = await setup('claude', env);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('Its plugin brings the tools.'),
    });
    expect(servers()).toEqual({});
    expect(await doctor()).toMatchObject({ kind: 'ok', detail: 'by its plugin' });
  });

  it('that is not in PATH is set up without them, and the person is told how', async () => {
    const { code, out } = await setup('claude');
    expect(code).toBe(0);
    expect(out).toContain(`claude mcp add --scope user ctrlg -- ${ctrlg} mcp`);
    expect(read(CLAUDE)).toBeUndefined();
  });

  it('whose command fails has its editor all the same', async () => {
    const { code, out } = await setup('claude', install('claude'));
    expect(code).toBe(1);
    expect(out).toContain('Claude Code: Ctrl-G opens ctrlg now');
    expect(out).toContain('Tools: It did not work: claude mcp add');
  });
});

it('doctor says of each client that is installed whether its model has the tools', async () => {
  const env = { ...install('codex'), ...install('gemini'), ...install('opencode'), SHELL: '/bin/bash' };
  const kinds = async () => {
    const { json } = await place.run(['doctor', '--json'], { env });
    const tools = json.checks.filter(({ what }: { what: string }) => what.startsWith('tools in'));
    return tools.map(({ what, kind }: { what: string; kind: string }) => `${what}: ${kind}`);
  };
  expect(await kinds()).toEqual([
    'tools in Codex: note',
    'tools in Gemini CLI: note',
    'tools in opencode: note',
  ]);
  await place.run(['setup'], { env });
  expect(await kinds()).toEqual(['tools in Codex: ok', 'tools in Gemini CLI: ok', 'tools in opencode: ok']);
  write(read(CODEX)!.replace(ctrlg, '/gone/bin/ctrlg'), CODEX);
  expect((await kinds())[0]).toBe('tools in Codex: fault');
});
