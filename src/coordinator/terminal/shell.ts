import type { Config } from '../../project/config.ts';
import { editorOf, personEnv } from './edit-prompt.ts';
import { lendTty } from './lend.ts';

/** The person's shell in the terminal that the client lent us, until they leave it. */
export async function openShell(config: Config): Promise<void> {
  const command = process.env.SHELL ? '"$SHELL"' : 'sh';
  await lendTty({ command, args: [], env: personEnv(editorOf(config)) });
}
