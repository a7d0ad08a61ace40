import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from './story.mjs';

/** Our own small terminal client on both sides: it has no model and answers by a script. */
export async function scriptedCast({ root, packageFolder, signalFile }) {
  const script = join(root, 'script.json');
  const steps = rules.map((rule) => ({ includes: rule.when, do: stepsOf(rule, signalFile) }));
  writeFileSync(script, JSON.stringify({ version: 1, rules: steps }, null, 2));
  const client = join(packageFolder, 'dist/terminal-client.cjs');
  return {
    title: 'a small client that answers by a script, with no model and no key',
    agent: { client: 'scripted', args: ['--script', script] },
    chiefCommand: `exec '${process.execPath}' '${client}' --engine scripted --title chief --conversation demo --script '${script}'`,
    env: {},
    rows: 14,
    boxRows: 6,
    showsWork: true,
    dialog: 'Permission is needed',
    timeoutMs: 20_000,
    isReady: (screen) => /^>/m.test(screen),
    close: async () => {},
  };
}

function stepsOf({ shows, workMs, until, asks, answers }, signalFile) {
  return [
    ...(shows ? [{ reply: shows }] : []),
    ...(workMs ? [{ delayMs: workMs }] : []),
    ...(until ? [{ hold: signalFile(until) }] : []),
    ...(asks ? [{ ask: asks }] : []),
    { reply: answers },
  ];
}
