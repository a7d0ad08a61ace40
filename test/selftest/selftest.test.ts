import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processesOf } from '../../src/selftest/strays.ts';
import { ctrlg, runCtrlg } from '../cli/run-ctrlg.ts';
import { until } from '../support/until.ts';
import { SelftestPlace, verdictOf } from './place.ts';

let place: SelftestPlace;
beforeEach(() => {
  place = new SelftestPlace();
});
afterEach(() => place.remove());

const selftest = (...args: string[]) => runCtrlg(place, ['selftest', ...args]);
const programs = (...folders: string[]) =>
  runCtrlg(place, ['selftest'], { env: { PATH: folders.join(':') } });

it('holds all that our own client promises, and leaves nothing behind', { timeout: 120_000 }, async () => {
  const { code, json } = await selftest('scripted', '--json');
  expect(json.clients[0].promises.filter(({ kind }: { kind: string }) => kind === 'broken')).toEqual([]);
  expect(json).toMatchObject({ version: 1, broken: 0, clients: [{ client: 'scripted' }] });
  expect(verdictOf(json.clients[0], 'characters')).toMatchObject({
    kind: 'held',
    seen: expect.stringMatching(/^32 of 32/),
  });
  expect(code).toBe(0);
  place.expectNothingLeft();
});

it('a program that ends at once: its screen is told, and what needs it is not tried', {
  timeout: 90_000,
}, async () => {
  const program = place.program('claude', 'echo "no such model"; exit 3');
  const { code, out } = await selftest('claude', '--program', program, '--timeout', '10');
  expect(out).toMatch(/claude +\? +✗ +chief: starts and takes keys .*it ended/);
  expect(out).toContain('  │ no such model');
  expect(out).toMatch(
    /\? +agent: says when the model refuses, and why +without 'agent-start'|without 'submitted'/,
  );
  expect(out).toContain('2 do not hold');
  expect(code).toBe(1);
  place.expectNothingLeft();
});

it('a program that hangs: it is waited for no longer than asked, and ended', {
  timeout: 90_000,
}, async () => {
  const program = place.program('claude', 'echo loading; sleep 1000; sleep 1000');
  const { code, json } = await selftest('claude', '--program', program, '--timeout', '2', '--json');
  const [client] = json.clients;
  expect(client).toMatchObject({ version: null, program });
  expect(verdictOf(client, 'chief-start')).toMatchObject({ kind: 'broken', seen: 'it did not get ready' });
  expect(verdictOf(client, 'chief-start')).toMatchObject({ screen: expect.stringContaining('loading') });
  expect(verdictOf(client, 'agent-start')).toMatchObject({ kind: 'broken' });
  expect(verdictOf(client, 'resume')).toMatchObject({ kind: 'not-tried' });
  expect(code).toBe(1);
  place.expectNothingLeft();
});

it('Ctrl-C ends all that it started', { timeout: 60_000 }, async () => {
  const child = spawn(ctrlg, ['selftest', 'scripted'], {
    cwd: place.project,
    env: place.env,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [trial] = await until('a trial', () => (place.trials().length > 0 ? place.trials() : undefined));
  const hasBegun = () => processesOf(`${place.env.TMPDIR}/${trial}/s/agents/helper`).length > 0;
  await until('agents of its own', hasBegun, { timeoutMs: 30_000 });
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  place.expectNothingLeft();
});

it('a client that is not installed is said, and a fault only when it was named', async () => {
  const node = place.env.PATH!.split(':')[0]!;
  const unnamed = await programs(node, '/usr/bin', '/bin');
  expect(unnamed.out).toContain('claude is not installed: npm install -g @anthropic-ai/claude-code');
  expect(unnamed.code).toBe(0);
  const named = await selftest('claude');
  expect(named.code).toBe(1);
});

it.each([
  [['nobody'], /There is no client 'nobody' to try\. Known clients: claude/, 2],
  [['--program', '/bin/true'], /--program needs one client/, 2],
  [['claude', '--program', '/nowhere/claude'], /\/nowhere\/claude is not a program that can be run/, 1],
  [['claude', '--timeout', 'soon'], /A number above 0 is expected/, 2],
])('%j: is told what is wrong', async (args, words, code) => {
  const ran = await selftest(...args);
  expect(ran.err).toMatch(words);
  expect(ran.code).toBe(code);
  place.expectNothingLeft();
});

it('lists the clients and the releases that were tested', async () => {
  const { json } = await selftest('--list', '--json');
  expect(json.clients[0]).toMatchObject({
    client: 'claude',
    package: '@anthropic-ai/claude-code',
    binary: 'claude',
  });
});
