import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Mistake } from './mistake.mjs';
import { print } from './paper.mjs';
import { code, plan, rules, taskOf } from './story.mjs';
import { until } from './until.mjs';

const NEEDS_REPOSITORY =
  '--claude needs the ctrlg repository with its development dependencies: its tests know how to install Claude Code.';

/** Real Claude Code on both sides; the model behind it is the stub that ctrlg's self-test uses. */
export async function claudeCast({ place, packageFolder, signal }) {
  const tests = await loadTestSupport(packageFolder, place.root);
  const binary = await installed(tests);
  signal.throwIfAborted();
  const api = await tests.startModelStub();
  const closing = new AbortController();
  const waiting = { signal: AbortSignal.any([signal, closing.signal]), timeoutMs: 60_000 };
  const seen = (name) => until(name, () => existsSync(place.signalFile(name)), waiting).catch(() => {});
  api.reply(({ text }) => replyTo(text, seen));
  const { claudeKit } = tests;
  const home = { home: place.home, apiUrl: api.url };
  claudeKit.prepareHome({ ...home, projectDirs: [place.project] });
  return {
    title: 'real Claude Code, with a stub in place of its model',
    agent: { client: 'claude', command: [binary], args: claudeKit.agentArgs },
    chiefCommand: `exec ${claudeKit.chiefCommand(binary)}`,
    env: claudeKit.env(home),
    rows: 24,
    boxRows: 12,
    inHook: { work: taskOf(plan.prompt), question: code.asks },
    dialog: 'Do you want to proceed?',
    timeoutMs: 40_000,
    livesHere: true,
    isReady: claudeKit.isReady,
    close: () => {
      closing.abort();
      return api.close();
    },
  };
}

/** The support code of the tests is TypeScript, which the oldest Node that we run on cannot read. */
async function loadTestSupport(packageFolder, root) {
  const folder = join(packageFolder, 'test/support');
  if (!existsSync(folder)) throw new Mistake(NEEDS_REPOSITORY);
  const esbuild = await import('esbuild').catch(() => {
    throw new Mistake(NEEDS_REPOSITORY);
  });
  const modules = [
    './install-client.ts',
    '../../src/model-stub/model-stub.ts',
    '../../src/selftest/kits/claude.ts',
  ];
  const contents = modules.map((path) => `export * from '${path}';`).join(' ');
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    // They find the installed client relative to their own place.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(folder, 'install-client.ts')).href) },
  });
  const bundle = join(root, 'test-support.mjs');
  writeFileSync(bundle, outputFiles[0].contents);
  return import(pathToFileURL(bundle).href);
}

async function installed({ installClient, claudeKit }) {
  const notice = setTimeout(() => print('Installing Claude Code for the demo, once …\n'), 500);
  try {
    return await installClient(claudeKit);
  } finally {
    clearTimeout(notice);
  }
}

function replyTo(prompt, seen) {
  const rule = rules.find(({ when }) => prompt.includes(when));
  if (!rule)
    return { kind: 'error', status: 400, message: `The demo knows no answer to: ${prompt}`, retry: false };
  const answer = { kind: 'text', text: rule.answers };
  const pace = { delayMs: rule.workMs ?? 0, ...(rule.until && { until: seen(rule.until) }) };
  if (!rule.asks) return { ...answer, ...pace };
  const input = { command: rule.asks, description: 'Runs the tests' };
  // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
  return { kind: 'tool', name: 'Bash', input, then: answer, ...pace };
}
