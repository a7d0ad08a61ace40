/** As much of Claude Code's own `claude mcp` as set-up uses, on its file in HOME. It writes that anew, as the real one does. */
export const FAKE_CLAUDE = `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const file = process.env.HOME + '/.claude.json';
const config = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
config.mcpServers ??= {};
const [mcp, verb, ...rest] = process.argv.slice(2);
const servers = config.mcpServers;
const fail = (words) => {
  console.error(words);
  process.exit(1);
};
if (mcp !== 'mcp') process.exit(9);
if (verb === 'get') {
  if (!servers[rest[0]]) fail('No MCP server named');
  console.log(rest[0] + ':\\n  Status: ✔ Connected');
  process.exit(0);
}
const [, scope, name, , command, ...args] = rest;
if (scope !== 'user') process.exit(9);
if (verb === 'add') {
  if (servers[name]) fail('already exists');
  servers[name] = { type: 'stdio', command, args, env: {} };
} else if (verb === 'remove') {
  if (!servers[name]) fail('No such server');
  delete servers[name];
} else process.exit(9);
writeFileSync(file, JSON.stringify({ ...config, at: verb }, null, 2));
`;
