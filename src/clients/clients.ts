import type { AgentConfig } from '../project/config.ts';
import { claude } from './claude.ts';
import { claudeHeadless } from './claude-headless.ts';
import type { Client } from './client.ts';
import { codex } from './codex.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import { command, scripted } from './terminal.ts';

const CLIENTS: Record<AgentConfig['client'], Client> = {
  claude,
  'claude-headless': claudeHeadless,
  codex,
  opencode,
  gemini,
  command,
  scripted,
};

export const clientOf = (config: AgentConfig): Client => CLIENTS[config.client];
