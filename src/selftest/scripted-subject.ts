import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { distFolder } from '../project/package.ts';
import { plainEnv } from './kits/kit.ts';
import { ASK, FAIL, HANG, HOLD, type Model, REFUSAL } from './model.ts';
import { AGENT } from './stage.ts';
import type { Subject, SubjectPlace } from './subject.ts';

/** Our own terminal client with a script for a model: the whole of the self-test where no client is installed. */
export function scriptedSubject(): Subject {
  const program = join(distFolder, 'terminal-client.cjs');
  return {
    client: 'scripted',
    tested: null,
    program,
    version: async () => process.env.CTRLG_VERSION,
    openModel: async (place) => scriptModel(place),
    prepare: ({ home }) => plainEnv(home, [dirname(process.execPath), '/usr/bin', '/bin'].join(':')),
    agent: (place) => ({ client: 'scripted', args: ['--script', scriptFile(place)] }),
    chief: {
      command: `'${process.execPath}' '${program}' --engine scripted --title chief`,
      editorKeys: ['C-g'],
      isReady: (screen) => /^>/m.test(screen),
      lends: 'cooked',
    },
    // It leaves the marks of pasted text as they are, which Claude Code does not.
    taken: ({ prompt, arrives = prompt }) => (arrives.includes('<\\') ? prompt : arrives),
    tellsTokens: false,
  };
}

const scriptFile = ({ root }: SubjectPlace): string => join(root, 'script.json');

function scriptModel(place: SubjectPlace): Model {
  const gate = join(place.root, 'model-goes-on');
  const echo = { reply: 'echo: {prompt}' };
  const rules = [
    { includes: HOLD, do: [{ hold: gate }, echo] },
    { includes: HANG, do: [{ hang: true }] },
    { includes: FAIL, do: [{ fail: REFUSAL }] },
    ...['first', 'second'].map((which) => ({
      includes: `${ASK}-${which}`,
      do: [{ ask: `touch ${ASK}-${which}` }, { note: join(place.project, `${ASK}-${which}`) }, echo],
    })),
    { do: [echo] },
  ];
  writeFileSync(scriptFile(place), JSON.stringify({ version: 1, rules }));
  return {
    url: '',
    prompts: () => conversations(place).flat(),
    release: () => writeFileSync(gate, ''),
    isBrokenOff: () => undefined,
    remembers: (prompt, earlier) =>
      conversations(place).some((prompts) => prompts.includes(prompt) && prompts.includes(earlier)),
    close: async () => {},
  };
}

/** The prompts of each conversation of the agent. */
function conversations({ state }: SubjectPlace): string[][] {
  const folder = join(state, 'agents', AGENT, 'conversations');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.map((name) => promptsIn(readFileSync(join(folder, name), 'utf8')));
}

function promptsIn(lines: string): string[] {
  // The last line may still be on its way.
  const whole = lines.slice(0, lines.lastIndexOf('\n')).split('\n').filter(Boolean);
  return whole.map((line) => JSON.parse(line)).flatMap(({ kind, text }) => (kind === 'prompt' ? [text] : []));
}
