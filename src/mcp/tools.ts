import type { CallToolResult, Tool as ListedTool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { AGENT_TOOLS } from './agent-tools.ts';
import { CONTEXT_TOOLS } from './context-tools.ts';
import { errorText, shortened } from './error-text.ts';
import { MESSAGE_TOOLS } from './message-tools.ts';
import { TASK_TOOLS } from './task-tools.ts';
import type { Call, Tool } from './tool.ts';
import { WORKFLOW_TOOLS } from './workflow-tools.ts';

export const TOOLS: readonly Tool[] = [
  ...TASK_TOOLS,
  ...AGENT_TOOLS,
  ...MESSAGE_TOOLS,
  ...CONTEXT_TOOLS,
  ...WORKFLOW_TOOLS,
];

/** The tools as a client lists them. Every word of it stands in the chief's context: test/mcp/tokens.test.ts counts. */
export const listedTools = (): ListedTool[] =>
  TOOLS.map(({ name, title, description, input, output, annotations }) => ({
    name,
    title,
    description,
    inputSchema: schemaOf(input),
    outputSchema: schemaOf(output),
    annotations,
  }));

/** Without what says nothing: `$schema`, that more is allowed, the largest whole number. */
function schemaOf(schema: z.ZodObject): ListedTool['inputSchema'] {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return json as ListedTool['inputSchema'];
}

/** Runs a tool; what goes wrong is a result that says what to do, so that the chief can do it. */
export async function runTool(tool: Tool, args: unknown, call: Call): Promise<CallToolResult> {
  const parsed = z.strictObject(tool.input.shape).safeParse(args ?? {});
  if (!parsed.success) return failed(shortened(`${tool.name}: ${z.prettifyError(parsed.error)}`));
  try {
    const result = await tool.run(parsed.data as never, await call.open(), call);
    return {
      content: [{ type: 'text', text: JSON.stringify(result) }],
      structuredContent: result as Record<string, unknown>,
    };
  } catch (error) {
    return failed(errorText(error));
  }
}

const failed = (text: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text }] });
