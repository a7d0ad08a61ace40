import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { claudeFailure } from '../../clients/claude-failure.ts';
import { nowMs } from '../../system/clock.ts';
import { listIfThere } from '../../system/files.ts';
import { parseJson } from '../../system/parse-json.ts';
import type { Fate, OnItsWay } from '../on-its-way.ts';

type Ending = Extract<Fate, { kind: 'taken' }>['ending'];

const entry = z.looseObject({
  type: z.string(),
  /** A helper's, which is written into the same file. */
  isSidechain: z._default(z.boolean(), false),
  isApiErrorMessage: z._default(z.boolean(), false),
  error: z._default(z.string(), 'unknown'),
  message: z.optional(
    z.looseObject({
      id: z.optional(z.string()),
      stop_reason: z._default(z.nullable(z.string()), null),
      content: z._default(z.unknown(), []),
    }),
  ),
});
const blocks = z.array(z.looseObject({ type: z.string(), text: z._default(z.string(), '') }));

/** What Claude Code's transcript says of a prompt that a connector before this one was sending: it has the id that we gave it. */
export async function fateOf(
  { id }: OnItsWay,
  { conversation, env }: { conversation: string; env: NodeJS.ProcessEnv },
): Promise<Fate> {
  const projects = join(env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), '.claude'), 'projects');
  for (const project of listIfThere(projects)) {
    const folder = join(projects, project);
    const file = `${conversation}.jsonl`;
    const ending = listIfThere(folder).includes(file) && (await endingIn(join(folder, file), id));
    if (ending) return { kind: 'taken', ending };
  }
  return { kind: 'not-taken' };
}

/** How the turn of a message has ended, as far as a transcript tells; undefined where the message does not stand. */
async function endingIn(file: string, messageId: string): Promise<Ending | undefined> {
  let ending: Ending | undefined;
  /** Each block of a message is a line of its own. */
  let said = { id: '', text: '' };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!ending && line.includes(`"uuid":"${messageId}"`)) ending = { kind: 'cut-off' };
    const { success, data } = entry.safeParse(ending && parseJson(line));
    if (!success || data.isSidechain || !data.message) continue;
    const { id = '', stop_reason, content } = data.message;
    const text = textOf(content);
    if (data.type !== 'assistant') ending = { kind: 'cut-off' };
    else if (data.isApiErrorMessage) ending = claudeFailure(data.error, text, nowMs());
    else {
      said = { id, text: said.id === id ? said.text + text : text };
      const isEnd = stop_reason === 'end_turn';
      ending = isEnd
        ? { kind: 'stopped', text: said.text, resultFile: null, pending: [] }
        : { kind: 'cut-off' };
    }
  }
  return ending;
}

function textOf(content: unknown): string {
  const { success, data } = blocks.safeParse(content);
  return success
    ? data
        .filter(({ type }) => type === 'text')
        .map(({ text }) => text)
        .join('')
    : '';
}
