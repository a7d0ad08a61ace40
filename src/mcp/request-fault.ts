import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  type JSONRPCRequest,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

/** The requests that have parameters. */
const REQUESTS = {
  'tools/call': CallToolRequestSchema,
  'prompts/get': GetPromptRequestSchema,
  'resources/read': ReadResourceRequestSchema,
  'resources/subscribe': SubscribeRequestSchema,
  'resources/unsubscribe': UnsubscribeRequestSchema,
};

/**
 * What is wrong with a request's parameters, in words; undefined where nothing is. The SDK's own answer to such a request
 * would be an internal error with the validator's JSON in it.
 */
export function requestFault(request: JSONRPCRequest): string | undefined {
  if (!Object.hasOwn(REQUESTS, request.method)) return undefined;
  const { success, error } = REQUESTS[request.method as keyof typeof REQUESTS].safeParse(request);
  if (success) return undefined;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return `${request.method}: ${faults.join('; ')}.`;
}
