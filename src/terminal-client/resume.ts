import { appendFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { Conversation, conversationFile, type Entry } from './conversation.ts';

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conversation'), version: z.literal(1), id: z.string() }),
  z.object({ kind: z.literal('prompt'), text: z.string() }),
  z.object({ kind: z.literal('answer'), text: z.string() }),
  z.object({ kind: z.literal('told'), text: z.string() }),
  z.object({ kind: z.literal('taken-back') }),
]);

/** The conversation as it stands in its file. Throws a UserError when there is none with that id. */
export function resumeConversation(folder: string | undefined, id: string): Conversation {
  if (!folder)
    throw new UserError('--resume needs the folder of the conversations.', 'Add --conversations DIR.');
  const file = conversationFile(folder, id);
  const text = readIfThere(file);
  if (text === undefined) {
    throw new UserError(
      `No conversation found with the id '${id}' in ${folder}.`,
      'Start without --resume for a new one.',
    );
  }
  // A process that was killed while it wrote left a part of a line; the next one must not be joined to it.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return new Conversation(id, file, text.split('\n').flatMap(readEntry));
}

function readEntry(line: string): Entry[] {
  try {
    return [entry.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
