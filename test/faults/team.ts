import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

/** Every agent of a fault run, the members of its pool too. */
export const AGENTS = ['quick', 'crew', 'crew-2', 'slow', 'shaky', 'tool'] as const;
/** What the prompts of a fault run name. */
export const NAMES = ['quick', 'crew', 'slow', 'shaky', 'tool'] as const;

/** A word in a prompt that decides what its turn does. */
export type Manner = 'plain' | 'broken' | 'busy' | 'cut';

export const newToken = (n: number): string => `t${n}x`;
export const tokenIn = (text: string): string | undefined => /\bt\d+x\b/.exec(text)?.[0];
/** The agent is told that a turn had begun. */
export const isGoOn = (prompt: string): boolean =>
  /^(?:Your last turn|An earlier turn at this task) was cut off/.test(prompt);

/** A turn's work, as it stands in a ledger that only the work itself writes. */
export interface Work {
  readonly token: string;
  readonly isGoOn: boolean;
}

/** A project with a quick agent, a pool of two, a slow one, one that fails now and then, and a program. */
export function newTeam(): Rig {
  // The rules name files of the rig, which there is only afterwards: an agent's turns find them in their own folder.
  const rules: object[] = [];
  const rig = new Rig({
    brain: scriptedBrain(rules),
    agents: {
      quick: {},
      crew: { max: 2 },
      slow: { onClientDeath: 'resume' },
      shaky: {},
      tool: { client: 'command', args: [] },
    },
  });
  writeFileSync(join(rig.root, 'script.json'), JSON.stringify({ version: 1, rules: rulesOf(rig) }));
  const config = JSON.parse(readFileSync(join(rig.project, 'ctrlg.config.json'), 'utf8'));
  config.agents.tool.command = [toolIn(rig)];
  rig.configure({ ...config, limits: { tasksPerMinute: 10_000 } });
  return rig;
}

const begun = (rig: Rig): string => join(rig.root, 'begun');
const finished = (rig: Rig): string => join(rig.root, 'finished');

function rulesOf(rig: Rig): object[] {
  const begin = { note: begun(rig) };
  const end = [{ note: finished(rig) }, { reply: 'result of {prompt}' }];
  return [
    {
      matches: '^(?:Your last turn|An earlier turn at this task) was cut off',
      do: [begin, { delayMs: 40 }, { note: finished(rig) }, { reply: 'went on: {prompt}' }],
    },
    { includes: 'broken', do: [begin, { fail: 'API Error: 400 the model refused' }] },
    { includes: 'busy', times: 1, do: [{ fail: 'API Error: 529 Overloaded', why: 'overloaded' }] },
    { includes: 'cut', times: 1, do: [begin, { use: 'touch it' }, { fail: 'stream ended', why: 'network' }] },
    { includes: 'slowly', do: [begin, { delayMs: 500 }, ...end] },
    { do: [begin, { delayMs: 30 }, ...end] },
  ];
}

/** The program behind `tool`: the same ledgers, and the same answer. */
function toolIn(rig: Rig): string {
  const file = join(rig.root, 'tool');
  writeFileSync(
    file,
    `#!/bin/sh
prompt=$(cat)
printf '%s\\n' "$prompt" | tr '\\n' ' ' | sed 's/$/\\n/' >>'${begun(rig)}'
sleep 0.05
case $prompt in *broken*) echo 'the program broke' >&2; exit 3 ;; esac
printf '%s\\n' "$prompt" | tr '\\n' ' ' | sed 's/$/\\n/' >>'${finished(rig)}'
printf 'result of %s' "$prompt"
`,
  );
  chmodSync(file, 0o755);
  return file;
}

export const worksBegun = (rig: Rig): Work[] => worksIn(begun(rig));
export const worksFinished = (rig: Rig): Work[] => worksIn(finished(rig));

function worksIn(file: string): Work[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const prompt = line.startsWith('{') ? JSON.parse(line).prompt : line;
      return { token: tokenIn(prompt) ?? '', isGoOn: isGoOn(prompt) };
    });
}
