import type { Config } from '../../project/config.ts';
import type { Project } from '../../project/project.ts';
import { beginRun } from '../../workflows/begin-run.ts';
import { findWorkflow, workflowFolders } from '../../workflows/find-workflow.ts';
import { loadWorkflow } from '../../workflows/load.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { knownAgents } from './workflow-tasks.ts';

export interface RunOfName {
  readonly id: string;
  readonly workflow: Workflow;
}

/** Puts down a run of a project's workflow, with this process's pane as the place to tell of it; no engine runs it yet. Throws a UserError. */
export function beginByName(
  project: Project,
  config: Config,
  { name, input }: { readonly name: string; readonly input: string },
): RunOfName {
  const file = findWorkflow(name, workflowFolders(project.folder, config.workflows));
  const workflow = loadWorkflow(file.path, file.text, knownAgents(config));
  const origin = { pane: process.env.TMUX_PANE ?? null, tmux: process.env.TMUX?.split(',')[0] ?? null };
  return { id: beginRun(project.home, { workflow, file, input, origin }), workflow };
}
