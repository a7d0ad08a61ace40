import { promptText } from '../../asking/prompt-text.ts';
import { knownAgents } from '../../coordinator/workflow/workflow-tasks.ts';
import { beginRun } from '../../workflows/begin-run.ts';
import { clearRuns } from '../../workflows/clear-runs.ts';
import { findWorkflow, workflowFolders } from '../../workflows/find-workflow.ts';
import { loadWorkflow } from '../../workflows/load.ts';
import { mermaidOf } from '../../workflows/mermaid.ts';
import { findRun } from '../../workflows/runs.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { isTerminal, printJson, printLine, tell } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { openWorkplace, type Workplace } from '../workplace.ts';
import { cancelRun } from './cancel-run.ts';
import { detach } from './detach.ts';
import { driveRun } from './drive.ts';
import { listRuns } from './list.ts';

export interface RunOptions {
  readonly input?: string;
  readonly json?: true;
  readonly graph?: true;
  readonly detach?: true;
  readonly resume?: string;
  readonly list?: true;
  readonly cancel?: string;
}

/** `ctrlg run FILE`: a workflow from its beginning to its end, or one of the things that can be done to a run. */
export async function run(nameOrFile: string | undefined, options: RunOptions): Promise<number> {
  const workplace = openWorkplace();
  const { home } = workplace.project;
  if (options.list) return listRuns(home, options);
  if (options.cancel !== undefined) return cancelRun(workplace, findRun(home, options.cancel), options);
  if (options.resume !== undefined) return goOn(workplace, findRun(home, options.resume).id, options);
  if (nameOrFile === undefined)
    throw new UsageError('No workflow is named.', 'Write: ctrlg run NAME, or ctrlg run FILE.yaml');
  return runFile(workplace, nameOrFile, options);
}

async function runFile(workplace: Workplace, nameOrFile: string, options: RunOptions): Promise<number> {
  const { project, config } = workplace;
  const file = findWorkflow(nameOrFile, workflowFolders(project.folder, config.workflows));
  const workflow = loadWorkflow(file.path, file.text, knownAgents(config));
  if (options.graph) {
    if (options.json) printJson({ workflow: workflow.name, graph: mermaidOf(workflow) });
    else printLine(mermaidOf(workflow));
    return EXIT_CODES.done;
  }
  const input = await readInput(options.input);
  const origin = { pane: process.env.TMUX_PANE ?? null, tmux: process.env.TMUX?.split(',')[0] ?? null };
  clearRuns(project.home, config.retentionDays);
  const id = beginRun(project.home, { workflow, file, input, origin });
  return goOn(workplace, id, options);
}

const goOn = (workplace: Workplace, id: string, options: RunOptions): Promise<number> =>
  options.detach ? detach(workplace, id, options) : driveRun(workplace, id, options);

async function readInput(given: string | undefined): Promise<string> {
  if (given !== '-') return given ?? '';
  if (isTerminal('stdin')) tell('Write the input; Ctrl-D on an empty line ends it.');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return promptText(Buffer.concat(chunks), 'Standard input', 'Nothing was begun.');
}
