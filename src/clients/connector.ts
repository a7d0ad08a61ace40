import { join } from 'node:path';
import { distFolder } from '../project/package.ts';
import type { Launch, LaunchRequest } from './client.ts';

/** How to start a connector: our process that stands in the window for a client which has an API. */
export interface ConnectorLaunch {
  /** Which one: the name of the client in the config. */
  readonly client: string;
  /** The program that it is to run, with the arguments that come before its own. */
  readonly argv: readonly string[];
  readonly env?: Record<string, string>;
}

export function launchConnector(
  { name, places, resume }: LaunchRequest,
  { client, argv, env = {} }: ConnectorLaunch,
): Launch {
  const args = [
    join(distFolder, 'ctrlg-connector.cjs'),
    ...['--client', client, '--agent', name, '--folder', `${places.folder}/`],
    ...(resume ? ['--resume', resume] : []),
    ...['--', ...argv],
  ];
  return { file: process.execPath, args, env };
}
