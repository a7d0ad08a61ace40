import { anthropicMessages } from './anthropic-messages.ts';
import { gemini } from './gemini.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Wire } from './wire.ts';

/** The protocols that the stub speaks, all on one port: their paths tell them apart. */
export const WIRES: readonly Wire[] = [anthropicMessages, openaiResponses, openaiChat, gemini];
