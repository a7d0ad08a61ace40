/**
 * What an AI chief waits for beside the work itself: the server's start, a task that is put, an end that is told.
 *
 *     node bench/mcp.mjs [--rounds 30] [--json]
 *
 * The start is `ctrlg mcp` to the answer to `initialize`, in pairs with `node -e 0`. The other figures are calls of the SDK's
 * own client to one server, with a scripted agent that runs already.
 */
import './support/without-certificates.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { loadSource } from './support/load-source.mjs';
import { median, medianRatio, quantile } from './support/numbers.mjs';
import { report } from './support/report.mjs';
import { repository } from './support/repository.mjs';

const ctrlg = join(repository, 'bin/ctrlg');
const WARM_UPS = 3;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '30' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);

const { Rig, scriptedBrain, until } = await loadSource(`
  export { Rig } from './test/support/rig.ts';
  export { scriptedBrain } from './test/support/brain.ts';
  export { until } from './test/support/until.ts';`);
const slow = { includes: 'slowly', do: [{ delayMs: 300 }, { reply: 'done' }] };
const rig = new Rig({ brain: scriptedBrain([slow]), agents: {} });
const turnsFile = join(rig.root, 'turns');
const env = {
  NODE_OPTIONS: `--require ${join(repository, 'bench/support/turn-watch.cjs')}`,
  BENCH_TURNS: turnsFile,
};
rig.configure({
  agents: { planning: { ...rig.brain.agent, env } },
  limits: { tasksPerMinute: 10_000 },
});

const client = new Client({ name: 'bench', version: '1' });
try {
  const starts = await measureStarts();
  const transport = new StdioClientTransport({
    command: ctrlg,
    args: ['mcp'],
    cwd: rig.project,
    env: rig.env,
  });
  await client.connect(transport);
  await client.listTools();
  await call('start_agent', { agent: 'planning' });
  const { assigns, ends } = await measureTasks();
  report(
    `The MCP server, ${rounds} rounds`,
    [
      { what: 'node -e 0, median', measured: median(starts.node), unit: 'ms' },
      { what: 'start to initialize answered, median', measured: median(starts.ours), unit: 'ms' },
      {
        what: 'start to initialize answered, to node -e 0',
        measured: medianRatio(starts.ours, starts.node),
        unit: '×',
        goal: 3,
      },
      { what: 'start to tools/list answered, median', measured: median(starts.listed), unit: 'ms' },
      { what: 'assign_task answered, median', measured: median(assigns), unit: 'ms', goal: 20 },
      { what: 'assign_task answered, p95', measured: quantile(assigns, 0.95), unit: 'ms' },
      {
        what: 'end of the turn to wait_for_tasks answered, median',
        measured: median(ends),
        unit: 'ms',
        goal: 50,
      },
      { what: 'end of the turn to wait_for_tasks answered, p95', measured: quantile(ends, 0.95), unit: 'ms' },
    ],
    values,
  );
} finally {
  await client.close();
  await rig.stop();
}

async function measureStarts() {
  const times = { node: [], ours: [], listed: [] };
  for (let round = 0; round < rounds + WARM_UPS; round += 1) {
    const node = timeOfNode();
    const { initializeMs, listMs } = await timeOfStart();
    if (round < WARM_UPS) continue;
    times.node.push(node);
    times.ours.push(initializeMs);
    times.listed.push(listMs);
  }
  return times;
}

function timeOfNode() {
  const beganAt = performance.now();
  spawnSync('node', ['-e', '0'], { env: rig.env, stdio: 'ignore' });
  return performance.now() - beganAt;
}

async function timeOfStart() {
  const beganAt = performance.now();
  const child = spawn(ctrlg, ['mcp'], { cwd: rig.project, env: rig.env, stdio: ['pipe', 'pipe', 'inherit'] });
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'b', version: '1' } };
  const ask = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  ask({ id: 1, method: 'initialize', params });
  await lineOf(child.stdout);
  const initializeMs = performance.now() - beganAt;
  ask({ method: 'notifications/initialized' });
  ask({ id: 2, method: 'tools/list' });
  await lineOf(child.stdout);
  const listMs = performance.now() - beganAt;
  child.stdin.end();
  await new Promise((resolve) => child.once('exit', resolve));
  return { initializeMs, listMs };
}

function lineOf(stream) {
  return new Promise((resolve) => {
    const look = (chunk) => {
      if (!String(chunk).endsWith('\n')) return;
      stream.off('data', look);
      resolve();
    };
    stream.on('data', look);
  });
}

/** Each task is put while the agent is idle, and waited for through its turn. */
async function measureTasks() {
  const assigns = [];
  const ends = [];
  for (let round = 0; round < rounds + WARM_UPS; round += 1) {
    const beganAt = performance.now();
    const { id } = await call('assign_task', { agent: 'planning', prompt: `slowly ${round}` });
    const assignMs = performance.now() - beganAt;
    const { ended } = await call('wait_for_tasks', { ids: [id] });
    const answeredMs = Number(process.hrtime.bigint()) / 1e6;
    if (ended.length !== 1) throw new Error(`Task ${id} has not ended.`);
    const turns = await until('the turn to be noted', () => turnsRead(round + 1));
    if (round < WARM_UPS) continue;
    assigns.push(assignMs);
    ends.push(answeredMs - turns[round].stopMs);
  }
  return { assigns, ends };
}

function turnsRead(count) {
  const lines = existsSync(turnsFile) ? readFileSync(turnsFile, 'utf8').trim().split('\n') : [];
  return lines.length >= count && lines.map((line) => JSON.parse(line));
}

async function call(name, args) {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: args });
  if (isError) throw new Error(content[0].text);
  return structuredContent;
}
