import * as z from 'zod';
import type { AssignOptions, OpenTask, TaskReport } from '../api/ctrlg.ts';
import { beatsOf } from './progress-beats.ts';
import { CHUNK, chunkOf, headOf } from './result-chunk.ts';
import { ADDS, ENDS, READS, type Tool, tool } from './tool.ts';

const id = z.string();
const ids = z.array(z.string()).min(1).max(100);

const asked = {
  prompt: z.string(),
  context: z.string().optional().describe('Background, put above the prompt'),
  priority: z.enum(['high', 'normal', 'low']).optional(),
  deadline: z.number().positive().optional().describe('Minutes'),
  after: z.array(z.string()).optional().describe('Task ids to be done first'),
  idempotency_key: z.string().min(1).optional().describe('Same key: no second task'),
};

type Asked = z.output<z.ZodObject<typeof asked>>;

const optionsOf = ({ context, priority, deadline, after, idempotency_key }: Asked): AssignOptions => ({
  context,
  priority,
  after,
  deadlineMinutes: deadline,
  idempotencyKey: idempotency_key,
});

const ticket = { id, agent: z.string() };

const assignTask = tool({
  name: 'assign_task',
  title: 'Assign a task',
  description: 'Give an agent a task. Returns its ticket (id) at once; the agent works beside you.',
  input: z.object({ agent: z.string().describe("Name, 'auto' or 'tag:x'"), ...asked }),
  output: z.object(ticket),
  annotations: ADDS,
  run: async ({ agent, prompt, ...rest }, ctrlg) => {
    const put = await ctrlg.assign(agent, prompt, optionsOf({ prompt, ...rest }));
    return { id: put.id, agent: put.agent };
  },
});

const broadcastTask = tool({
  name: 'broadcast_task',
  title: 'Assign to several',
  description: 'Give several agents the same task.',
  input: z.object({ agents: z.array(z.string()).min(1).max(50), ...asked }),
  output: z.object({ tasks: z.array(z.object(ticket)) }),
  annotations: ADDS,
  run: async ({ agents, prompt, ...rest }, ctrlg) => {
    const tickets = await ctrlg.broadcast(agents, prompt, optionsOf({ prompt, ...rest }));
    return { tasks: tickets.map((put) => ({ id: put.id, agent: put.agent })) };
  },
});

/** What a chief is told of a task; what says nothing is left out. */
const task = z.looseObject({ id, agent: z.string(), status: z.string() });

const standing = ({ id, agent, status, reason, waitsFor }: TaskReport) => ({
  id,
  agent,
  status,
  ...(reason && { reason }),
  ...(waitsFor.length > 0 && { waits_for: waitsFor }),
});

const openFields = (open: OpenTask) => ({
  ...standing(open),
  ...(open.trouble && { trouble: open.trouble }),
});

const LONGEST_WAIT_S = 45;

const waitForTasks = tool({
  name: 'wait_for_tasks',
  title: 'Wait for tasks',
  description:
    "Wait for tasks and get their results. On time-out 'open' says what goes on; call again with those ids.",
  input: z.object({
    ids,
    mode: z.enum(['all', 'any']).default('all'),
    timeout: z.number().min(0).max(LONGEST_WAIT_S).default(LONGEST_WAIT_S).describe('Seconds'),
  }),
  output: z.object({ ended: z.array(task), open: z.array(task) }),
  annotations: READS,
  run: async ({ ids, mode, timeout }, ctrlg, call) => {
    const beats = beatsOf(call, ids.length, timeout);
    try {
      const { ended, open } = await ctrlg.wait(ids, {
        mode,
        timeoutMs: timeout * 1_000,
        signal: call.signal,
        onEnd: beats.ended,
      });
      const most = Math.max(CHUNK / 10, Math.floor(CHUNK / Math.max(1, ended.length)));
      return {
        ended: ended.map((report) => ({ ...standing(report), ...chunkOf(report.result ?? '', 0, most) })),
        open: open.map(openFields),
      };
    } finally {
      beats.stop();
    }
  },
});

const getTaskResult = tool({
  name: 'get_task_result',
  title: 'Get a result',
  description: "A task's result or state. A long result goes on at next_offset.",
  input: z.object({ id, offset: z.int().min(0).default(0) }),
  output: task,
  annotations: READS,
  run: async ({ id, offset }, ctrlg) => {
    const report = await ctrlg.task(id);
    return { ...standing(report), ...(report.result !== null && chunkOf(report.result, offset)) };
  },
});

const HEAD = 200;

const getAllResults = tool({
  name: 'get_all_results',
  title: 'List results',
  description: 'Newest tasks with the beginnings of prompt and result.',
  input: z.object({ agent: z.string().optional(), limit: z.int().min(1).max(100).default(20) }),
  output: z.object({ tasks: z.array(task) }),
  annotations: READS,
  run: async ({ agent, limit }, ctrlg) => {
    const tasks = await ctrlg.tasks({ agent, limit });
    return {
      tasks: tasks.map((report) => ({
        ...standing(report),
        prompt: headOf(report.prompt, HEAD),
        ...(report.result !== null && { result: headOf(report.result, HEAD) }),
      })),
    };
  },
});

const cancelTask = tool({
  name: 'cancel_task',
  title: 'Cancel a task',
  description: 'Take a waiting task back, or ask the agent of a running one to stop.',
  input: z.object({ id }),
  output: z.object({ id, result: z.enum(['cancelled', 'asked', 'ended']) }),
  annotations: ENDS,
  run: async ({ id }, ctrlg) => {
    const { result } = await ctrlg.cancel(id);
    return { id, result };
  },
});

const searchHistory = tool({
  name: 'search_history',
  title: 'Search past tasks',
  description: 'Past tasks whose prompt and result hold these words.',
  input: z.object({
    query: z.string().optional(),
    agent: z.string().optional(),
    outcome: z.enum(['done', 'failed', 'cancelled', 'timed-out', 'agent-gone']).optional(),
    limit: z.int().min(1).max(100).default(10),
  }),
  output: z.object({ tasks: z.array(task), more: z.number() }),
  annotations: READS,
  run: async ({ query, agent, outcome, limit }, ctrlg) => {
    const { entries, more } = await ctrlg.history({ text: query, agent, outcome, limit });
    return {
      tasks: entries.map(({ id, agent, status, createdAt, promptHead, snippet }) => ({
        id,
        agent,
        status,
        asked_at: createdAt,
        prompt: headOf(promptHead, HEAD),
        ...(snippet !== null && { found: snippet }),
      })),
      more,
    };
  },
});

export const TASK_TOOLS: readonly Tool[] = [
  assignTask,
  broadcastTask,
  waitForTasks,
  getTaskResult,
  getAllResults,
  cancelTask,
  searchHistory,
];
