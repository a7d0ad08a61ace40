import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CallToolRequest,
  type CallToolResult,
  ErrorCode,
  type GetPromptRequest,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import type { Ctrlg } from '../api/ctrlg.ts';
import { tellByChannel } from './channel.ts';
import { errorText, shortened } from './error-text.ts';
import { listedPrompts, promptOf } from './prompts.ts';
import { listedResources, readResource, TEMPLATES } from './resources.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Call } from './tool.ts';
import { listedTools, runTool, TOOLS } from './tools.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

export interface WorkOptions {
  /** Aborts when the server ends. */
  readonly signal: AbortSignal;
  /** Tells the client that a resource has changed. */
  tellUpdated(uri: string): Promise<void>;
  /** Tells the chief of tasks that have ended, in words; where it is to be told by this server. */
  readonly tellNews?: ((words: string) => Promise<void>) | undefined;
}

/** What the server does when it is asked. */
export type Work = ReturnType<typeof newWork>;

export function newWork({ signal, tellUpdated, tellNews }: WorkOptions) {
  let opening: Promise<Ctrlg> | undefined;
  // Opened when it is needed: a state folder that is not safe is told where something is asked for, and may be mended.
  const open = (): Promise<Ctrlg> => {
    opening ??= openedUntil(signal);
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const subscriptions = new Subscriptions(tellUpdated);
  if (tellNews) {
    // A state folder that is not safe is told by the tools.
    void open().then(
      (ctrlg) => tellByChannel({ ctrlg, signal, send: tellNews }),
      () => {},
    );
  }
  return {
    listTools: () => ({ tools: listedTools() }),
    callTool: (params: CallToolRequest['params'], extra: Extra) => callTool(params, extra, open),
    listResources: () => asProtocol(async () => ({ resources: await listedResources(await open()) })),
    listTemplates: () => ({ resourceTemplates: [...TEMPLATES] }),
    readResource: (uri: string) => asProtocol(async () => readResource(await open(), uri)),
    subscribe: (uri: string) =>
      asProtocol(async () => {
        subscriptions.add(uri, await open());
        return {};
      }),
    unsubscribe: (uri: string) => {
      subscriptions.remove(uri);
      return {};
    },
    listPrompts: () => ({ prompts: listedPrompts() }),
    getPrompt: ({ name, arguments: given }: GetPromptRequest['params']) => promptOf(name, given),
  };
}

/** Loaded apart: the list of tools is asked for first, and needs none of it. */
async function openedUntil(signal: AbortSignal): Promise<Ctrlg> {
  const { connect } = await import('../api/connect.ts');
  const ctrlg = connect();
  signal.addEventListener('abort', () => ctrlg.close());
  return ctrlg;
}

async function callTool(
  { name, arguments: args }: CallToolRequest['params'],
  extra: Extra,
  open: () => Promise<Ctrlg>,
): Promise<CallToolResult> {
  const tool = TOOLS.find((one) => one.name === name);
  if (!tool) {
    const known = TOOLS.map((one) => one.name).join(', ');
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no tool '${shortened(name)}'. Known tools: ${known}.`,
    );
  }
  const call: Call = {
    open,
    signal: extra.signal,
    progress: (progress, total, message) => tellProgress(extra, { progress, total, message }),
  };
  return runTool(tool, args, call);
}

function tellProgress(
  { _meta, sendNotification }: Extra,
  how: { progress: number; total: number; message: string },
): void {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, ...how };
  void sendNotification({ method: 'notifications/progress', params }).catch(() => {});
}

/** Outside of tools an error is the protocol's own, with what happened and the mend as its message. */
async function asProtocol<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof McpError ? error : new McpError(ErrorCode.InvalidParams, errorText(error));
  }
}
