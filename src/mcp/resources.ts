import {
  ErrorCode,
  McpError,
  type ReadResourceResult,
  type Resource,
  type ResourceTemplate,
} from '@modelcontextprotocol/sdk/types.js';
import type { Ctrlg } from '../api/ctrlg.ts';
import { headOf } from './result-chunk.ts';

export const resultUri = (id: string): string => `ctrlg://tasks/${id}/result`;
export const agentUri = (name: string): string => `ctrlg://agents/${name}/status`;

export const TEMPLATES: readonly ResourceTemplate[] = [
  { uriTemplate: 'ctrlg://tasks/{id}/result', name: 'result', title: 'Result of a task' },
  { uriTemplate: 'ctrlg://agents/{name}/status', name: 'status', title: 'State of an agent' },
];

const MARKDOWN = 'text/markdown';
const JSON_TYPE = 'application/json';
const HEAD = 80;

/** The agents' states, and the results that came last. */
export async function listedResources(ctrlg: Ctrlg): Promise<Resource[]> {
  const [agents, tasks] = await Promise.all([ctrlg.agents(), ctrlg.tasks()]);
  return [
    ...agents.map(({ name, status }) => ({
      uri: agentUri(name),
      name: `${name}: ${status}`,
      mimeType: JSON_TYPE,
    })),
    ...tasks
      .filter(({ result }) => result !== null)
      .map(({ id, agent, prompt }) => ({
        uri: resultUri(id),
        name: `${agent}: ${headOf(prompt, HEAD)}`,
        mimeType: MARKDOWN,
      })),
  ];
}

export async function readResource(ctrlg: Ctrlg, uri: string): Promise<ReadResourceResult> {
  const [, id] = /^ctrlg:\/\/tasks\/([^/]+)\/result$/.exec(uri) ?? [];
  if (id !== undefined) return contents(uri, MARKDOWN, await resultOf(ctrlg, id));
  const [, name] = /^ctrlg:\/\/agents\/([^/]+)\/status$/.exec(uri) ?? [];
  const agent = name === undefined ? undefined : (await ctrlg.agents()).find((one) => one.name === name);
  if (agent) return contents(uri, JSON_TYPE, JSON.stringify(agent));
  throw new McpError(ErrorCode.InvalidParams, `There is no resource ${uri}. See resources/list.`);
}

async function resultOf(ctrlg: Ctrlg, id: string): Promise<string> {
  const { result, status } = await ctrlg.task(id);
  if (result !== null) return result;
  throw new McpError(
    ErrorCode.InvalidParams,
    `Task ${id} has no result yet (${status}). Wait for it with wait_for_tasks, or subscribe.`,
  );
}

const contents = (uri: string, mimeType: string, text: string): ReadResourceResult => ({
  contents: [{ uri, mimeType, text }],
});
