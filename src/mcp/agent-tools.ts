import * as z from 'zod';
import type { AgentReport } from '../api/ctrlg.ts';
import { chunkOf } from './result-chunk.ts';
import { ENDS, READS, SETTLES, type Tool, tool } from './tool.ts';

const agent = z.string();
const report = z.looseObject({ agent, status: z.string() });

/** What a chief is told of an agent; what says nothing is left out. */
const fieldsOf = (one: AgentReport) => ({
  agent: one.name,
  status: one.status,
  client: one.client,
  ...(one.description && { description: one.description }),
  ...(one.task && { task: one.task }),
  ...(one.queue.length > 0 && { queue: one.queue }),
  ...(one.blockedOn && { blocked_on: one.blockedOn }),
  ...(one.isAttended && { attended: true }),
  ...(one.about && { about: one.about }),
  ...(one.stoppedBecause && { stopped_because: one.stoppedBecause }),
});

const getAgents = tool({
  name: 'get_agents',
  title: 'List agents',
  description: 'The agents, what each is for and is doing. A stopped one is started by its next task.',
  input: z.object({}),
  output: z.object({ agents: z.array(report) }),
  annotations: READS,
  run: async (_, ctrlg) => ({ agents: (await ctrlg.agents()).map(fieldsOf) }),
});

/** Less than clients wait for a tool. */
const START_MS = 45_000;

const startAgent = tool({
  name: 'start_agent',
  title: 'Start an agent',
  description: 'Start an agent ahead of its next task.',
  input: z.object({ agent }),
  output: report,
  annotations: SETTLES,
  run: async ({ agent }, ctrlg) => fieldsOf(await ctrlg.start(agent, { timeoutMs: START_MS })),
});

const stopAgent = tool({
  name: 'stop_agent',
  title: 'Stop an agent',
  description: 'End an agent; its conversation and waiting tasks are kept.',
  input: z.object({ agent }),
  output: z.looseObject({ agent, how: z.string() }),
  annotations: ENDS,
  run: async ({ agent }, ctrlg) => {
    const { how, task, queued } = await ctrlg.stop(agent);
    return { agent, how, queued, ...(task && { task }) };
  },
});

const LOOKED_AT = 50;

const getAgentResponse = tool({
  name: 'get_agent_response',
  title: "Get an agent's last answer",
  description: 'The result of the task that an agent ended last.',
  input: z.object({ agent, offset: z.int().min(0).default(0) }),
  output: report,
  annotations: READS,
  run: async ({ agent, offset }, ctrlg) => {
    const tasks = await ctrlg.tasks({ agent, limit: LOOKED_AT });
    const [last] = tasks
      .filter(({ isEnded }) => isEnded)
      .sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? 1 : -1));
    if (!last) return { agent, status: 'no task has ended yet' };
    const { id, status, result } = last;
    return { agent, id, status, ...chunkOf(result ?? '', offset) };
  },
});

const getAgentScreen = tool({
  name: 'get_agent_screen',
  title: "See an agent's screen",
  description: 'What its window shows; only to look, get_agents tells its state.',
  input: z.object({ agent, lines: z.int().min(1).max(200).default(40) }),
  output: z.object({ screen: z.string() }),
  annotations: READS,
  run: async ({ agent, lines }, ctrlg) => ({ screen: await ctrlg.screen(agent, { lines }) }),
});

export const AGENT_TOOLS: readonly Tool[] = [
  getAgents,
  startAgent,
  stopAgent,
  getAgentResponse,
  getAgentScreen,
];
