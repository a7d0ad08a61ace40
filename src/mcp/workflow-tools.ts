import * as z from 'zod';
import type { RunReport } from '../api/ctrlg.ts';
import { CHUNK, chunkOf, headOf } from './result-chunk.ts';
import { ADDS, READS, type Tool, tool } from './tool.ts';

const run = z.looseObject({ run_id: z.string(), workflow: z.string(), status: z.string() });

const HEAD = 200;

const headFields = ({ id, workflow, status }: RunReport) => ({ run_id: id, workflow, status });

const fieldsOf = (report: RunReport) => ({
  ...headFields(report),
  steps: report.steps.map(({ name, status, reason, question, results, tasks }) => ({
    name,
    status,
    ...(reason && { reason }),
    ...(question && { question, approve: `A person answers: ctrlg approve ${report.id} ${name}` }),
    ...(results.length > 0 && { result: headOf(results.join('\n'), HEAD) }),
    ...(tasks.length > 0 && { tasks }),
  })),
  ...(report.output !== null && outputOf(report.output)),
});

function outputOf(output: string): { output: string; is_cut?: true } {
  const { result, next_offset } = chunkOf(output, 0, CHUNK);
  return { output: result, ...(next_offset !== undefined && { is_cut: true }) };
}

const runWorkflow = tool({
  name: 'run_workflow',
  title: 'Run a workflow',
  description: 'Begin a workflow; get_workflow tells how it gets on.',
  input: z.object({ name: z.string(), input: z.string().optional() }),
  output: run,
  annotations: ADDS,
  run: async ({ name, input }, ctrlg) => headFields(await ctrlg.runWorkflow(name, { input })),
});

const LISTED = 10;

const getWorkflow = tool({
  name: 'get_workflow',
  title: 'See workflows',
  description: 'A workflow run: steps, output. Without run_id: names and recent runs.',
  input: z.object({ run_id: z.string().optional() }),
  output: z.looseObject({}),
  annotations: READS,
  run: async ({ run_id }, ctrlg) => {
    if (run_id !== undefined) return fieldsOf(await ctrlg.run(run_id));
    const [workflows, runs] = await Promise.all([ctrlg.workflows(), ctrlg.runs()]);
    return { workflows, runs: runs.slice(0, LISTED).map(headFields) };
  },
});

export const WORKFLOW_TOOLS: readonly Tool[] = [runWorkflow, getWorkflow];
