import { join } from 'node:path';
import * as z from 'zod/mini';
import { binFolder, distFolder } from '../project/package.ts';
import { UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { claude } from './claude.ts';
import type { Client, ClientEvent, Launch, LaunchRequest } from './client.ts';
import { sessionFile, sessionWitness } from './session-file.ts';

/**
 * Our own terminal client, in two forms: `scripted` answers by a script, with no model and no key;
 * `command` gives each prompt to a program of the person's, one process a turn. It has the input box, the editor key,
 * the dialogs and the events of Claude Code, so that one way of delivering serves both.
 */
function terminalClient(engine: 'scripted' | 'command'): Client {
  const { kind, asText, keys } = claude.channel;
  const channel = { kind, asText, keys, settleMs: 0 } as const;
  return { channel, readEvent, launch: (request) => launch(engine, request), witness: sessionWitness };
}

export const scripted: Client = { ...terminalClient('scripted'), midTurn: claude.midTurn };
export const command: Client = terminalClient('command');

const failureKind = z.enum(['overloaded', 'rate-limit', 'network', 'usage-limit', 'other']);
const stop = z.looseObject({ hook_event_name: z.literal('Stop'), result_file: z.string() });

const failure = z.looseObject({ why: failureKind, until: z._default(z.nullable(z.string()), null) });

/**
 * Claude Code's events; a Stop may name a file with the result's exact bytes, which text in JSON cannot carry, and a
 * StopFailure says in a word why, which Claude Code leaves to its text.
 */
function readEvent(raw: unknown): ClientEvent | undefined {
  const event = claude.readEvent(raw);
  if (event?.kind === 'stopped') {
    const { success, data } = stop.safeParse(raw);
    return success ? { ...event, resultFile: data.result_file } : event;
  }
  if (event?.kind !== 'failed') return event;
  const { success, data } = failure.safeParse(raw);
  return success ? { ...event, why: data.why, until: data.until } : event;
}

function launch(engine: 'scripted' | 'command', { name, config, places, resume }: LaunchRequest): Launch {
  if (engine === 'command' && !config.command) {
    throw new UserError(
      `Agent ${name} has the client 'command' but no command.`,
      `Set agents.${name}.command to an argv array.`,
    );
  }
  const conversations = makePrivateFolder(places.folder, 'conversations');
  const args = [
    join(distFolder, 'terminal-client.cjs'),
    ...[
      '--engine',
      engine,
      '--title',
      name,
      '--conversations',
      conversations,
      '--session-file',
      sessionFile(places),
    ],
    ...(resume ? ['--resume', resume] : []),
    ...config.args,
    ...(engine === 'command' ? ['--', ...(config.command ?? [])] : []),
  ];
  const env = {
    CTRLG_EVENT: join(binFolder, 'ctrlg-event'),
    CTRLG_PERMISSION: join(binFolder, 'ctrlg-permission'),
  };
  return { file: process.execPath, args, env };
}
