import { anthropicMessages } from './anthropic-messages.ts';
import { openaiChat } from './openai-chat.ts';
import type { Wire } from './wire.ts';

/** The protocols that the stub speaks, all on one port: their paths tell them apart. */
export const WIRES: readonly Wire[] = [anthropicMessages, openaiChat];
