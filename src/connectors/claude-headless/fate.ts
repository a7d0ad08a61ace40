import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { listIfThere } from '../../system/files.ts';
import type { Fate, OnItsWay } from '../on-its-way.ts';

/**
 * What Claude Code's transcript says of a prompt that a connector before this one was sending: it has the id that we gave it.
 * How far its turn got is not read there.
 */
export async function fateOf(
  { id }: OnItsWay,
  { conversation, env }: { conversation: string; env: NodeJS.ProcessEnv },
): Promise<Fate> {
  const projects = join(env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), '.claude'), 'projects');
  for (const project of listIfThere(projects)) {
    const folder = join(projects, project);
    const file = `${conversation}.jsonl`;
    if (listIfThere(folder).includes(file) && (await hasMessage(join(folder, file), id)))
      return { kind: 'taken', ending: { kind: 'cut-off' } };
  }
  return { kind: 'not-taken' };
}

async function hasMessage(file: string, id: string): Promise<boolean> {
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line.includes(`"uuid":"${id}"`)) return true;
  return false;
}
