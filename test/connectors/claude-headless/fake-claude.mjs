/**
 * A program that speaks Claude Code's lines of JSON and does as its prompts say: a prompt is a JSON array of messages that it
 * sends, `"$id"` in them being the prompt's own id, and `{"pauseMs"}` a pause; a slash command may stand before it. It notes all that it hears in the file FAKE_HEARD.
 */
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const sayAll = async (text, id) => {
  for (const message of JSON.parse(text.replace(/^\/\w+ /, '').replaceAll('$id', id))) {
    if (message.pauseMs) await delay(message.pauseMs);
    else say(message);
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(process.env.FAKE_HEARD, `${line}\n`);
  const { type, request, request_id, uuid, message } = JSON.parse(line);
  if (type === 'user') await sayAll(message.content[0].text, uuid);
  if (request?.subtype === 'initialize')
    say({ type: 'control_response', response: { subtype: 'success', request_id, response: {} } });
  if (request?.subtype === 'interrupt') await sayAll(process.env.FAKE_INTERRUPTED, '');
}
