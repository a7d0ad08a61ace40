import { type Message, message } from '../../../src/connectors/opencode/api-types.ts';

export type Part = Message['parts'][number];

/** A part as the API's answers give it once they were read. */
export const part = (more: Partial<Part>): Part =>
  message.parse({ info: { id: '', role: 'user' }, parts: [{ type: 'text', ...more }] }).parts[0]!;

export const text = (words: string, more: Partial<Part> = {}): Part =>
  part({ text: words, time: { end: 1 }, ...more });

export const tool = (status: string): Part => part({ type: 'tool', state: { status } });

export const user = (id: string, ...parts: Part[]): Message => ({
  info: { id, role: 'user', time: {} },
  parts,
});

export const reply = (id: string, info: Partial<Message['info']>, ...parts: Part[]): Message => ({
  info: { id, role: 'assistant', time: { completed: 1 }, finish: 'stop', ...info },
  parts,
});
