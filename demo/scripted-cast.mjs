import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from './quoted.mjs';
import { plan, rules } from './story.mjs';

/** Our own small terminal client on both sides: it has no model and answers by a script. */
export async function scriptedCast({ place, packageFolder }) {
  const script = join(place.root, 'script.json');
  const steps = rules.map((rule) => ({ includes: rule.when, do: stepsOf(rule, place) }));
  writeFileSync(script, JSON.stringify({ version: 1, rules: steps }, null, 2));
  const client = [process.execPath, join(packageFolder, 'dist/terminal-client.cjs')];
  const argv = [
    ...client,
    '--engine',
    'scripted',
    '--title',
    'chief',
    '--conversation',
    'demo',
    '--script',
    script,
  ];
  return {
    title: 'a small client that answers by a script; no model, no key',
    agent: { client: 'scripted', args: ['--script', script] },
    chiefCommand: `exec ${argv.map(quoted).join(' ')}`,
    env: {},
    rows: 14,
    boxRows: 6,
    inHook: { work: plan.shows, question: 'y or Enter allows' },
    dialog: 'Permission is needed',
    timeoutMs: 20_000,
    isReady: (screen) => /^>/m.test(screen),
    close: async () => {},
  };
}

function stepsOf({ shows, workMs, until, asks, answers }, place) {
  return [
    ...(shows ? [{ reply: shows }] : []),
    ...(workMs ? [{ delayMs: workMs }] : []),
    ...(until ? [{ hold: place.signalFile(until) }] : []),
    ...(asks ? [{ ask: asks }] : []),
    { reply: answers },
  ];
}
