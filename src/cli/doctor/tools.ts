import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../clients/program.ts';
import type { AgentConfig, Config } from '../../project/config.ts';
import { distFolder } from '../../project/package.ts';
import { KITS } from '../../selftest/kits/kits.ts';
import { UserError } from '../../system/errors.ts';
import { serverOfEnvironment, tmux } from '../../tmux/server.ts';
import { runBriefly } from '../run-briefly.ts';
import { type Finding, fault, ok } from './finding.ts';

const LEAST_NODE = [20, 19] as const;
const LEAST_TMUX = [3, 2] as const;

export function checkNode(): Finding {
  const { version } = process;
  return isAtLeast(version, LEAST_NODE)
    ? ok('Node', version)
    : fault('Node', version, `Install Node ${LEAST_NODE.join('.')} or newer.`);
}

export async function checkTmux(): Promise<Finding> {
  try {
    const version = await tmux(serverOfEnvironment(), ['-V']);
    if (isAtLeast(version, LEAST_TMUX)) return ok('tmux', version);
    return fault('tmux', version, `Install tmux ${LEAST_TMUX.join('.')} or newer.`);
  } catch (error) {
    if (error instanceof UserError) return fault('tmux', error.message, error.mend);
    return fault('tmux', String(error), 'Run tmux -V by hand to see why.');
  }
}

/** Versions such as `v20.19.1`, `tmux 3.3a` and `tmux next-3.5`; one without numbers counts as new enough. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const match = /(\d+)\.(\d+)/.exec(version);
  if (!match) return true;
  const [has, hasMinor] = [Number(match[1]), Number(match[2])];
  return has > major || (has === major && hasMinor >= minor);
}

/** Each program that the config's agents run, once. */
export function checkClients(config: Config): Promise<Finding[]> {
  const programs = new Map<string, { agent: AgentConfig; names: string[] }>();
  for (const [name, agent] of Object.entries(config.agents)) {
    const key = `${agent.client} ${agent.command?.[0] ?? ''} ${agent.env.PATH ?? ''}`;
    const entry = programs.get(key) ?? { agent, names: [] };
    programs.set(key, { agent, names: [...entry.names, name] });
  }
  return Promise.all([...programs.values()].map(({ agent, names }) => checkClient(agent, names.join(', '))));
}

/** The program of a client that needs no `command`, and the npm package that it comes in. */
const knownProgram = (client: AgentConfig['client']) =>
  KITS.find((kit) => kit.client === client.replace('-headless', ''));

async function checkClient(agent: AgentConfig, names: string): Promise<Finding> {
  const what = `client ${agent.client}`;
  if (agent.client === 'scripted') {
    const bundle = join(distFolder, 'terminal-client.cjs');
    return existsSync(bundle)
      ? ok(what, `our own, for ${names}`)
      : fault(what, `${bundle} is missing`, 'Install ctrlg again.');
  }
  const known = knownProgram(agent.client);
  const program = agent.command?.[0] ?? known?.binary;
  if (!program)
    return fault(what, `no command (for ${names})`, 'Set "command" of these agents in the config.');
  const file = findProgram(program, agent.env.PATH);
  const install = known ? `npm install -g ${known.package}` : `install ${program}`;
  if (!file) return fault(what, `'${program}' is not found in PATH (for ${names})`, `Install it: ${install}`);
  if (agent.client === 'command') return ok(what, `${file}, for ${names}`);
  const version = await runBriefly(file, [...(agent.command?.slice(1) ?? []), '--version']);
  return 'output' in version
    ? ok(what, `${version.output.trim()} (${file}), for ${names}`)
    : fault(what, `${file} --version: ${version.failed}`, `Run it by hand to see why, or: ${install}`);
}
