import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { opencodeFolder } from './client-folders.ts';
import { jsonMcp } from './json-mcp.ts';

/** opencode joins all of them; what stands in the last one wins. */
const file = (): string =>
  ['opencode.jsonc', 'opencode.json', 'config.json']
    .map((name) => join(opencodeFolder(), name))
    .find((path) => existsSync(path)) ?? join(opencodeFolder(), 'opencode.json');

export const opencodeMcp = jsonMcp({
  client: 'opencode',
  file,
  servers: 'mcp',
  empty: { $schema: 'https://opencode.ai/config.json' },
  write: ({ program, args }) => ({ type: 'local', command: [program, ...args] }),
  read: ({ command }) => (Array.isArray(command) ? command : []),
  asked: {
    program: 'opencode',
    args: ['mcp', 'list'],
    works: /✓ ctrlg\s+connected/,
    fails: /[^✓\s] ctrlg\s+\w+/,
  },
});
