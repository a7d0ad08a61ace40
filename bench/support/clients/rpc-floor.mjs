/** The least that a turn of Codex can be: `turn/start` at its app-server, and what it tells until `turn/completed`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';

const { FLOOR_DIR, FLOOR_SOCKET, FLOOR_THREAD: threadId } = process.env;
const [file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const socket = new WebSocket('ws://localhost/', {
  createConnection: () => connect(FLOOR_SOCKET),
  perMessageDeflate: false,
});
const waiting = new Map();
let calls = 0;
const send = (message) => socket.send(JSON.stringify(message));
const call = (method, params) =>
  new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    send({ id: calls, method, params });
  });

let answer = '';
socket.on('message', (data) => {
  const { id, method, params } = JSON.parse(data);
  if (method === undefined) waiting.get(id)?.();
  if (method === 'item/completed' && params.item.type === 'agentMessage') answer = params.item.text;
  if (method === 'turn/completed') {
    writeFileSync(file, answer);
    process.exit(0);
  }
});
await new Promise((resolve) => socket.once('open', resolve));
await call('initialize', {
  clientInfo: { name: 'floor', title: 'floor', version: '0' },
  capabilities: { experimentalApi: true },
});
send({ method: 'initialized' });
await call('thread/resume', { threadId, excludeTurns: true });
writeFileSync(join(FLOOR_DIR, 'began'), String(Date.now() / 1_000));
await call('turn/start', { threadId, input: [{ type: 'text', text, text_elements: [] }] });
