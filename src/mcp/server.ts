import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { CHANNEL } from './channel-name.ts';
import type { Work } from './work.ts';

const INSTRUCTIONS =
  'Gives tasks to persistent coding agents that work beside you. assign_task returns a ticket (id) at once; ' +
  'wait_for_tasks with ids brings results. When it times out, nothing is lost: go on, and wait for the open ids again.';

const TOLD_BY_CHANNEL =
  ' Tasks that you do not wait for are told of as <channel source="ctrlg"> when they have ended.';

/** The version is put in by the build. */
const VERSION = process.env.CTRLG_VERSION ?? '0.0.0';

/**
 * The MCP server, not connected yet. It answers `initialize` by itself; everything else is loaded (`loadWork`) once that is
 * answered, or when it is asked for. With `isChannel` it offers to tell of ended tasks by itself.
 */
export function newServer(loadWork: () => Promise<Work>, { isChannel = false } = {}): Server {
  const server = new Server(
    { name: 'ctrlg', title: 'ctrlg', version: VERSION },
    {
      capabilities: {
        tools: {},
        resources: { subscribe: true },
        prompts: {},
        ...(isChannel && { experimental: { [CHANNEL]: {} } }),
      },
      instructions: isChannel ? INSTRUCTIONS + TOLD_BY_CHANNEL : INSTRUCTIONS,
      // It is for asking the person in forms only, and the SDK's own takes a third of the start.
      jsonSchemaValidator: {
        getValidator: () => {
          throw new Error('ctrlg asks no forms.');
        },
      },
    },
  );
  let loading: Promise<Work> | undefined;
  const work = () => (loading ??= loadWork());
  server.oninitialized = () => void work().catch(() => {});
  server.setRequestHandler(ListToolsRequestSchema, async () => (await work()).listTools());
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) =>
    (await work()).callTool(params, extra),
  );
  server.setRequestHandler(ListResourcesRequestSchema, async () => (await work()).listResources());
  server.setRequestHandler(ListResourceTemplatesRequestSchema, async () => (await work()).listTemplates());
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) =>
    (await work()).readResource(params.uri),
  );
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }) =>
    (await work()).subscribe(params.uri),
  );
  server.setRequestHandler(UnsubscribeRequestSchema, async ({ params }) =>
    (await work()).unsubscribe(params.uri),
  );
  server.setRequestHandler(ListPromptsRequestSchema, async () => (await work()).listPrompts());
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }) => (await work()).getPrompt(params));
  return server;
}
