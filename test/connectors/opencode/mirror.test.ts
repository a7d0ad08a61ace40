import { describe, expect, it } from 'vitest';
import {
  type ApiEvent,
  event,
  type Message,
  type Permission,
  type Session,
  type Statuses,
} from '../../../src/connectors/opencode/api-types.ts';
import { Mirror } from '../../../src/connectors/opencode/mirror.ts';
import { reply, text, user } from './messages.ts';

const SESSION = 'ses_1';

/** An opencode that is asked, and counts how often. */
class Asked {
  messagesNow: Message[] = [];
  statusesNow: Statuses = {};
  helpers: Session[] = [];
  open: Permission[] = [];
  times = 0;
  /** Runs while the messages are on their way. */
  meanwhile = () => {};

  messages = async () => {
    this.times += 1;
    const now = this.messagesNow;
    this.meanwhile();
    // The longest of its answers.
    await new Promise(setImmediate);
    return now;
  };
  statuses = async () => this.statusesNow;
  children = async () => this.helpers;
  permissions = async () => {
    const now = this.open;
    this.meanwhile();
    return now;
  };
  questions = async () => [];
}

const PERMISSION = { id: 'per_1', sessionID: SESSION, permission: 'bash', patterns: ['ls'], metadata: {} };

const heard = (type: string, properties: object): ApiEvent => event.parse({ type, properties });
const status = (words: object, sessionID = SESSION) => heard('session.status', { sessionID, status: words });
const said = (info: object) => heard('message.updated', { sessionID: SESSION, info });
const part = (messageID: string, more: object) =>
  heard('message.part.updated', { sessionID: SESSION, part: { messageID, type: 'text', ...more } });

async function connected(asked = new Asked()) {
  const mirror = new Mirror(asked);
  mirror.hear(heard('server.connected', {}));
  await mirror.read(SESSION);
  return { asked, mirror, read: () => mirror.read(SESSION) };
}

it('knows a turn by its events alone', async () => {
  const { asked, mirror, read } = await connected();
  mirror.hear(said({ id: '1', role: 'user' }));
  mirror.hear(part('1', { id: 'p1', text: 'go' }));
  mirror.hear(status({ type: 'busy' }));
  expect(await read()).toMatchObject({
    statuses: { [SESSION]: { type: 'busy' } },
    messages: [{ parts: [{ text: 'go' }] }],
  });
  mirror.hear(said({ id: '2', role: 'assistant', time: {} }));
  mirror.hear(part('2', { id: 'p2', text: '', time: {} }));
  mirror.hear(part('2', { id: 'p2', text: 'the answer', time: { end: 2 } }));
  mirror.hear(said({ id: '2', role: 'assistant', finish: 'stop', time: { completed: 2 } }));
  mirror.hear(status({ type: 'idle' }));
  const { messages, statuses } = await read();
  expect(statuses).toEqual({});
  expect(messages.map(({ info, parts }) => [info.id, info.finish, parts.map((one) => one.text)])).toEqual([
    ['1', undefined, ['go']],
    ['2', 'stop', ['the answer']],
  ]);
  expect(asked.times).toBe(1);
});

it('takes away what was taken back', async () => {
  const asked = new Asked();
  asked.messagesNow = [user('1', text('go')), reply('2', {}, text('a', { id: 'a' }), text('b', { id: 'b' }))];
  const { mirror, read } = await connected(asked);
  mirror.hear(heard('message.part.removed', { sessionID: SESSION, messageID: '2', partID: 'a' }));
  mirror.hear(heard('message.removed', { sessionID: SESSION, messageID: '1' }));
  expect((await read()).messages).toMatchObject([{ info: { id: '2' }, parts: [{ text: 'b' }] }]);
});

it('is read anew after a lost connection, and at each look while there is none', async () => {
  const { asked, mirror, read } = await connected();
  mirror.lost();
  asked.messagesNow = [user('1', text('said meanwhile'))];
  asked.open = [PERMISSION];
  expect(await read()).toMatchObject({ messages: [{ info: { id: '1' } }], asked: [{ id: 'per_1' }] });
  asked.messagesNow = [];
  expect((await read()).messages).toHaveLength(0);
  mirror.hear(heard('server.connected', {}));
  await read();
  await read();
  expect(asked.times).toBe(4);
});

it('is read anew at a heartbeat, and after an event of a form that it does not know', async () => {
  const { asked, mirror, read } = await connected();
  mirror.hear(heard('server.heartbeat', {}));
  await read();
  expect(asked.times).toBe(2);
  mirror.hear(status({ type: 'on holiday' }));
  await read();
  expect(asked.times).toBe(3);
  mirror.hear(said({ id: 7 }));
  await read();
  expect(asked.times).toBe(4);
  await read();
  expect(asked.times).toBe(4);
});

describe('what is said while it is read', () => {
  const spokenTo = () => {
    const asked = new Asked();
    const mirror = new Mirror(asked);
    mirror.hear(heard('server.connected', {}));
    asked.meanwhile = () => {
      asked.meanwhile = () => {};
      mirror.hear(said({ id: '1', role: 'user' }));
      mirror.hear(status({ type: 'busy' }));
    };
    return { asked, mirror };
  };

  it('is not lost', async () => {
    const { mirror } = spokenTo();
    expect(await mirror.read(SESSION)).toMatchObject({
      messages: [{ info: { id: '1' } }],
      statuses: { [SESSION]: { type: 'busy' } },
    });
  });

  it('is not lost either when two read at once, and both are given all of it', async () => {
    const { asked, mirror } = spokenTo();
    asked.messagesNow = [user('0', text('before'))];
    const both = await Promise.all([mirror.read(SESSION), mirror.read(SESSION)]);
    expect(both.map(({ messages }) => messages.length)).toEqual([2, 2]);
    expect(asked.times).toBe(1);
  });
});

it('asks for open questions only when one came or went, and again when one did so meanwhile', async () => {
  const { asked, mirror, read } = await connected();
  asked.open = [PERMISSION];
  expect((await read()).asked).toEqual([]);
  mirror.hear(heard('permission.asked', {}));
  expect((await read()).asked).toMatchObject([{ id: 'per_1' }]);
  mirror.hear(heard('permission.replied', {}));
  asked.meanwhile = () => {
    asked.meanwhile = () => {};
    asked.open = [];
    mirror.hear(heard('permission.replied', {}));
  };
  expect((await read()).asked).toHaveLength(1);
  expect((await read()).asked).toEqual([]);
});

it('keeps apart what is said in other conversations, and counts what helpers take', async () => {
  const { mirror, read } = await connected();
  const tokens = { input: 3, output: 2, reasoning: 0, cache: { read: 0, write: 0 } };
  mirror.hear(heard('message.updated', { sessionID: 'ses_2', info: { id: '1', role: 'user' } }));
  mirror.hear(heard('session.updated', { info: { id: 'ses_2', parentID: SESSION, cost: 0.5, tokens } }));
  mirror.hear(heard('session.updated', { info: { id: 'ses_3', cost: 0.5, tokens } }));
  mirror.hear(status({ type: 'busy' }, 'ses_2'));
  expect(await read()).toMatchObject({
    messages: [],
    helpers: { tokensIn: 3, tokensOut: 2, costUsd: 0.5 },
    statuses: { ses_2: { type: 'busy' } },
  });
});

it('forgets the messages before one, when told', async () => {
  const asked = new Asked();
  asked.messagesNow = [user('1', text('old')), reply('2', {}), user('3', text('go'))];
  const { mirror, read } = await connected(asked);
  mirror.forgetBefore('3');
  expect((await read()).messages).toMatchObject([{ info: { id: '3' } }]);
});

it('is asked for another conversation', async () => {
  const { asked, mirror } = await connected();
  asked.messagesNow = [user('9', text('there'))];
  expect((await mirror.read('ses_2')).messages).toHaveLength(1);
  expect(asked.times).toBe(2);
});
