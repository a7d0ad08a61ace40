import { randomBytes, timingSafeEqual } from 'node:crypto';
import { basename, join } from 'node:path';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';

/**
 * What a program that an agent's client has started shows to be the agent's: `token` in the agent's folder, which only
 * its owner can read, and in the environment of its client. It stays the agent's as long as the folder is there, since a
 * client outlives its wrapper. The variable is not named after what it is: Gemini CLI keeps all from its programs that has
 * TOKEN, KEY, SECRET or AUTH in its name.
 */
export const TOKEN_VARIABLE = 'CTRLG_AGENT_PROOF';

/** The agent's token, made when there is none. `folder` is the agent's. */
export function agentToken(folder: string): string {
  const file = join(folder, 'token');
  const known = readIfThere(file)?.trim();
  if (known) return known;
  const token = randomBytes(24).toString('hex');
  replaceFile(file, token);
  return token;
}

/**
 * The agent's folder in whose client's environment this is; undefined outside of an agent's window. Throws a UserError for
 * an environment that names an agent and does not show its token: whoever asks there is somebody else.
 */
export function agentFolderOf(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env.CTRLG_AGENT_DIR;
  if (!folder) return undefined;
  const [known, shown] = [readIfThere(join(folder, 'token'))?.trim(), env[TOKEN_VARIABLE]];
  // An agent that was removed, or one of before there were tokens, can be nobody's.
  if (known === undefined || isSame(known, shown ?? '')) return folder;
  throw new UserError(
    `This environment names agent ${basename(folder)} and does not show that agent's token.`,
    `Unset CTRLG_AGENT and CTRLG_AGENT_DIR to ask as yourself, or start the agent again: ctrlg down ${basename(folder)}`,
  );
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
