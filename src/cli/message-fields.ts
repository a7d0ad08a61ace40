import type { Message } from '../api/ctrlg.ts';

/** A message in `--json`. */
export const messageFields = (message: Message) => ({
  message_id: message.id,
  agent_id: message.agent,
  text: message.text,
  from: message.from,
  sent_at: message.sentAt,
  state: message.state,
  delivered_at: message.deliveredAt,
  how: message.how,
  reason: message.reason,
  reply: message.reply,
});
