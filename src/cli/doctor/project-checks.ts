import { existsSync, lstatSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { readAgents } from '../../api/read-agents.ts';
import type { Config } from '../../project/config.ts';
import { agentPlaces, agentsFolder, CONFIG_NAME, tasksFolder } from '../../project/places.ts';
import { openProject, type Project } from '../../project/project.ts';
import { readConfig } from '../../project/read-config.ts';
import { UserError } from '../../system/errors.ts';
import { listIfThere } from '../../system/files.ts';
import type { Workplace } from '../workplace.ts';
import { type Finding, fault, ok } from './finding.ts';

/** The project and its config as far as they can be opened at all, with what is to be said of them. */
export function checkProject(): { project?: Project; config?: Config; findings: Finding[] } {
  const findings: Finding[] = [];
  const project = attempt('state folder', openProject, findings);
  if (!project) return { findings };
  findings.push(...checkFolders(project), checkDisk(project));
  const config = attempt('config', () => readConfig(project.folder), findings);
  if (!config) return { project, findings };
  const file = process.env.CTRLG_CONFIG || join(project.folder, CONFIG_NAME);
  const names = Object.keys(config.agents).join(', ');
  findings.push(ok('config', existsSync(file) ? `${file}: ${names}` : `the built-in one: ${names}`));
  return { project, config, findings };
}

function attempt<T>(what: string, open: () => T, findings: Finding[]): T | undefined {
  try {
    return open();
  } catch (error) {
    const { message, mend } =
      error instanceof UserError ? error : { message: String(error), mend: 'See above.' };
    findings.push(fault(what, message, mend));
    return undefined;
  }
}

function checkFolders({ home }: Project): Finding[] {
  const open = [agentsFolder(home), tasksFolder(home)].filter(
    (folder) => existsSync(folder) && (lstatSync(folder).mode & 0o077) !== 0,
  );
  if (open.length === 0) return [ok('state folder', `${home}, closed to others`)];
  return open.map((folder) =>
    fault('state folder', `${folder} is open to other users`, `Close it with: chmod 700 '${folder}'`),
  );
}

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

function checkDisk({ home }: Project): Finding {
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  const spoken = `${(free / 1024 ** 3).toFixed(1)} GB free for ${home}`;
  return free >= LEAST_FREE_BYTES ? ok('disk', spoken) : fault('disk', spoken, 'Free some space.');
}

/** Agents that nobody would notice: dead with work in hand, or with a status file that cannot be read. */
export function checkAgents(workplace: Workplace): Finding[] {
  const findings = readAgents(workplace).flatMap(({ name, state }): Finding[] => {
    if (state.kind === 'unreadable') {
      const { status } = agentPlaces(workplace.project.home, name);
      return [
        fault(`agent ${name}`, `${status}: ${state.why}`, `If nothing runs in its window: rm '${status}'`),
      ];
    }
    const open = openWork(workplace.project, name);
    if (state.kind === 'live') return [];
    const current = state.kind === 'dead' ? state.status.current_task : null;
    const count = new Set([
      ...open,
      ...(state.kind === 'dead' ? state.status.queue : []),
      ...(current ? [current] : []),
    ]).size;
    if (count === 0) return [];
    const detail = `it does not run, and ${count === 1 ? 'a task waits' : `${count} tasks wait`} for it`;
    return [fault(`agent ${name}`, detail, `Start it: ctrlg up ${name}`)];
  });
  return findings.length > 0 ? findings : [ok('agents', 'none is dead with work in hand')];
}

const openWork = ({ home }: Project, name: string): string[] =>
  listIfThere(agentPlaces(home, name).inbox).filter((entry) => !entry.endsWith('.cancel'));
