import { answerOf, wordsForEmpty } from '../asking/answer.ts';
import { splitPromptFile } from '../asking/prompt-file.ts';
import { answerOver, reportOver, ticketOf, withoutTickets } from '../asking/prompt-report.ts';
import { writePromptFile } from '../asking/write-prompt-file.ts';
import type { Config } from '../project/config.ts';
import type { Project } from '../project/project.ts';
import { agentOf } from '../tasks/claimer.ts';
import { readPrompt } from '../tasks/put.ts';
import { markTaken } from '../tasks/taken.ts';
import { claimTelling } from '../tasks/told.ts';
import { markUnawaited } from '../tasks/unawaited.ts';
import { askAgain } from './ask-again.ts';
import type { Part } from './gather.ts';

/** The prompt file that an answer goes to. */
export interface Answering {
  readonly file: string;
  /** The prompt in the file, without what an earlier answer left above it. */
  readonly original: string;
  /** What all blocks of the prompt share: the text above the first one. */
  readonly context?: string;
  /** The tasks were asked for earlier: what stands in the file now is another prompt, and stays below the answer. */
  readonly isAttached?: boolean;
  readonly project: Project;
  readonly config: Config;
}

/** Writes what came of the tasks into the prompt file; earlier answers that stand in it stay above. */
export async function writeAnswer(
  answering: Answering,
  parts: readonly Part[],
  wallMs?: number,
): Promise<void> {
  const { file, original, project } = answering;
  const kept = keptIn(file, parts);
  const isLeft = parts.some(({ settled }) => settled.kind === 'left');
  if (!isLeft)
    writePromptFile(file, await seen(file, parts, await contentOf(answering, parts, { kept, wallMs })));
  // Answers above the prompt are left alone with it.
  else if (kept === '') writePromptFile(file, original);
  for (const { task, settled } of parts) {
    const hasEnded = 'done' in settled && settled.done !== undefined;
    if (!hasEnded) markUnawaited(project.home, task.id);
    else if (isLeft) claimTelling(project.home, task.id);
    else markTaken(project.home, task.id);
  }
}

/** Under a client that keeps the draft when its file is emptied, an empty answer would look like none at all. */
async function seen(file: string, parts: readonly Part[], content: Buffer): Promise<Buffer> {
  if (content.length > 0) return content;
  const { recogniseChief } = await import('../chiefs/recognise.ts');
  if (recogniseChief(file)?.fileEmptied !== 'draft kept') return content;
  return Buffer.from(
    parts.flatMap(({ settled }) => (settled.kind === 'done' ? wordsForEmpty(settled.done) : [])).join(''),
  );
}

async function contentOf(
  answering: Answering,
  parts: readonly Part[],
  { kept, wallMs }: { kept: string; wallMs: number | undefined },
): Promise<Buffer> {
  const { original, isAttached } = answering;
  const [only] = parts.length === 1 ? parts : [];
  const answer = only
    ? oneAnswer(answering, only)
    : (await import('./gather.ts')).gather(answering.project.home, parts, wallMs);
  const notDone = parts.filter(({ settled }) => settled.kind === 'not-done');
  const whole = joined(kept, answer);
  if (isAttached) return original.trim() === '' ? whole : joined(whole, Buffer.from(original));
  const [first] = notDone;
  if (!first) return whole;
  if (kept === '' && notDone.length === parts.length)
    return Buffer.from(reportOver(original, answer.toString('utf8').trimEnd()));
  const prompt = notDone.length === parts.length ? original : remaining(answering, notDone);
  return answerOver(whole, { id: first.task.id, prompt });
}

function oneAnswer({ project: { home }, config }: Answering, { task, settled }: Part): Buffer {
  switch (settled.kind) {
    case 'done':
      return answerOf(home, settled.done, config.answerTemplate);
    case 'not-done':
      return Buffer.from(`[ctrlg] ${settled.report}\n`);
    default:
      return Buffer.from(ticketOf(agentOf(home, task), task.id));
  }
}

/** The blocks that were not done, as a prompt of their own. */
const remaining = ({ project, config, context = '' }: Answering, parts: readonly Part[]): string =>
  askAgain(
    parts.map(({ task }) => ({ task, prompt: readPrompt(project.home, task.id) })),
    context,
    config,
  );

const joined = (above: string | Buffer, below: Buffer): Buffer =>
  above.length === 0 ? below : Buffer.concat([Buffer.from(above), Buffer.from('\n\n'), below]);

/** Earlier answers in the file; a ticket that is answered now has done its work. */
function keptIn(file: string, parts: readonly Part[]): string {
  try {
    const answered = parts.filter(({ settled }) => settled.kind !== 'left').map(({ task }) => task.id);
    return withoutTickets(splitPromptFile(file).kept, answered);
  } catch {
    return '';
  }
}
