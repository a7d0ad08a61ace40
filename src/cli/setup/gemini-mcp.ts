import { homedir } from 'node:os';
import { join } from 'node:path';
import { jsonMcp } from './json-mcp.ts';

export const geminiMcp = jsonMcp({
  client: 'gemini',
  file: () => join(homedir(), '.gemini', 'settings.json'),
  servers: 'mcpServers',
  write: ({ program, args }) => ({ command: program, args }),
  read: ({ command, args }) => [command, ...(Array.isArray(args) ? args : [])],
  asked: {
    program: 'gemini',
    args: ['mcp', 'list'],
    works: /✓ ctrlg: .* - Connected/,
    fails: /[^✓\s] ctrlg: .* - \w+/,
  },
});
