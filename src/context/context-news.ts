import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import * as z from 'zod/mini';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import { contextFile, contextOf, readContext, type SharedContext } from './shared-context.ts';

/** The delivery of a task, as far as its shared context goes. */
export interface Delivered {
  readonly home: string;
  readonly agent: string;
  readonly taskId: string;
  /** The client's conversation at this moment; null where it has none yet. */
  readonly conversation: string | null;
  /** The conversation in which an earlier delivery of this task was taken is lost. */
  readonly isAnew: boolean;
  /** Whether an earlier task's prompt was taken by its client. */
  wasTaken(taskId: string): boolean;
}

const seenSchema = z.object({
  /** The version that was given with this task, and the one that was known before it. */
  version: z.number(),
  before: z.number(),
  taskId: z.string(),
  conversation: z.nullable(z.string()),
});
type Seen = z.infer<typeof seenSchema>;

/**
 * What an agent is told of the shared context with a task: what changed since its conversation saw it, all of it where it
 * has seen none, nothing where nothing changed. For one task it is always the same text: a wrapper that takes a delivery
 * over knows its prompt again by it.
 */
export function contextNews(delivered: Delivered): string {
  const { home, agent, taskId, isAnew } = delivered;
  const kept = join(taskPlaces(home, taskId).folder, `context-news.${agent}${isAnew ? '.anew' : ''}`);
  const told = readIfThere(kept);
  if (told !== undefined) return told;
  if (!existsSync(contextFile(home)) && readContext(home).version === 0) return '';
  const now = readContext(home);
  const before = versionSeen(delivered);
  const news = newsText(home, now, before);
  if (news === '') return '';
  replaceFile(kept, news);
  const { conversation } = delivered;
  const seen: Seen = { version: now.version, before, taskId, conversation };
  replaceFile(seenFile(delivered), JSON.stringify(seen));
  return news;
}

const seenFile = ({ home, agent }: Delivered): string =>
  join(agentPlaces(home, agent).folder, 'context-seen');

/** A conversation that has begun since has seen nothing; nor has one whose client never took the prompt. */
function versionSeen(delivered: Delivered): number {
  const seen = readSeen(delivered);
  const { conversation, isAnew } = delivered;
  if (!seen || isAnew || conversation === null) return 0;
  if (seen.conversation !== null && seen.conversation !== conversation) return 0;
  return delivered.wasTaken(seen.taskId) ? seen.version : seen.before;
}

function readSeen(delivered: Delivered): Seen | undefined {
  try {
    return seenSchema.parse(JSON.parse(readIfThere(seenFile(delivered)) ?? 'null'));
  } catch {
    return undefined;
  }
}

function newsText(home: string, now: SharedContext, before: number): string {
  if (now.version === before) return '';
  const whole = now.text === '' ? '' : framed(`shared context, version ${now.version}`, now.text);
  const known = before === 0 ? undefined : contextOf(home, before);
  if (known === undefined || known === now.text) return known === undefined ? whole : '';
  const changes = framed(
    `shared context, changed from version ${before} to ${now.version}`,
    now.text === '' ? 'It is empty now: what it said does not hold any more.' : diffOf(known, now.text),
  );
  return now.text !== '' && whole.length <= changes.length ? whole : changes;
}

const framed = (title: string, text: string): string =>
  `[${title}]\n${text.trimEnd()}\n[end of shared context]\n\n`;

/** The lines that changed, each with one beside it, as in a unified diff. */
function diffOf(before: string, now: string): string {
  const { hunks } = structuredPatch('', '', before, now, '', '', { context: 1 });
  return hunks
    .flatMap(({ oldStart, newStart, lines }) => [`@@ -${oldStart} +${newStart} @@`, ...lines])
    .filter((line) => !line.startsWith('\\'))
    .join('\n');
}
