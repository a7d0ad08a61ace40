import * as z from 'zod';
import { READS, SETTLES, type Tool, tool } from './tool.ts';

const version = z.int().min(0);

const getSharedContext = tool({
  name: 'get_shared_context',
  title: 'Get the shared context',
  description: 'What all agents are told: text and version.',
  input: z.object({}),
  output: z.object({ version, text: z.string() }),
  annotations: READS,
  run: async (_, ctrlg) => {
    const { version, text } = await ctrlg.context();
    return { version, text };
  },
});

const updateSharedContext = tool({
  name: 'update_shared_context',
  title: 'Update the shared context',
  description: 'Replace it; each agent gets what changed with its next task. version: the one you read.',
  input: z.object({ text: z.string(), version }),
  output: z.object({ version }),
  annotations: SETTLES,
  run: async ({ text, version }, ctrlg) => ({ version: (await ctrlg.updateContext(text, version)).version }),
});

export const CONTEXT_TOOLS: readonly Tool[] = [getSharedContext, updateSharedContext];
