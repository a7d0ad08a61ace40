import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AS_TEXT } from '../../../src/clients/claude-text.ts';
import type { ClientEvent } from '../../../src/clients/client.ts';
import { readConnectorEvent } from '../../../src/clients/connector-event.ts';
import { HeadlessClaude } from '../../../src/connectors/claude-headless/headless-claude.ts';
import { View } from '../../../src/connectors/claude-headless/view.ts';
import { Mailbox } from '../../../src/connectors/mailbox.ts';
import { until } from '../../support/until.ts';
import * as says from './messages.ts';

const USAGE = { tokensIn: 1_110, tokensOut: 4, costUsd: 0.00024 };

let folder: string;
let mailbox: Mailbox;
let claude: HeadlessClaude;
let shown: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cgh-'));
  shown = '';
  mailbox = new Mailbox(folder, () => {});
  const write = (text: string) => {
    shown += text;
  };
  claude = new HeadlessClaude(mailbox, new View({ write, width: () => 80 }), folder);
  await claude.start({
    name: 'planning',
    folder,
    cwd: folder,
    resume: null,
    argv: [process.execPath, join(import.meta.dirname, 'fake-claude.mjs')],
    env: {
      HOME: folder,
      FAKE_HEARD: join(folder, 'heard'),
      FAKE_INTERRUPTED: JSON.stringify([says.interrupted, says.state('idle')]),
    },
  });
  await until('it to be ready', () => mailbox.isIdle);
});

afterEach(async () => {
  await claude.end();
  rmSync(folder, { recursive: true });
});

const told = (): ClientEvent[] =>
  readdirSync(join(folder, 'events'))
    .sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]))
    .map((name) => readConnectorEvent(JSON.parse(readFileSync(join(folder, 'events', name), 'utf8')))!);
const kinds = () => told().map(({ kind }) => kind);
const last = () => told().at(-1);
const untilTold = (kind: ClientEvent['kind'], times = 1) =>
  until(`${times} × ${kind}`, () => kinds().filter((one) => one === kind).length >= times);
const heard = () =>
  existsSync(join(folder, 'heard'))
    ? readFileSync(join(folder, 'heard'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
const prompts = () =>
  heard()
    .filter(({ type }) => type === 'user')
    .map(({ message }) => message.content[0].text);
const answers = () =>
  heard()
    .filter(({ type }) => type === 'control_response')
    .map(({ response }) => response);
const session = () => JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
const script = (...messages: object[]) => JSON.stringify(messages);
const submit = (prompt: string) => claude.submit(prompt, { isCommand: false, id: randomUUID() });
const command = (text: string) => claude.submit(text, { isCommand: true, id: randomUUID() });
const turn = (words: string) => script(says.took, says.done(words), says.state('idle'));
const ask = (id = 'q-1', command = 'rm x') => [
  says.assistant('m1', [says.bash('toolu_1', command)]),
  says.asks(id, 'Bash', { command, description: 'asks' }),
];

describe('a prompt', () => {
  it('is told as taken once its turn has begun, and as done with what was said last and what it took', async () => {
    const prompt = turn('the answer \n');
    await submit(prompt);
    await untilTold('stopped');
    expect(told()).toEqual([
      { kind: 'ready', conversationId: expect.stringMatching(/^[\w-]{36}$/) },
      { kind: 'submitted', prompt, conversationId: expect.any(String), goesOnByItself: false },
      { kind: 'stopped', text: 'the answer \n', resultFile: null, pending: [], usage: USAGE },
    ]);
    await until('it to be idle', () => mailbox.isIdle);
  });

  it('may have an answer with line ends that only JavaScript knows', async () => {
    await submit(turn('a\u2028b').replaceAll('\u2028', '\\u2028'));
    await untilTold('stopped');
    expect(last()).toMatchObject({ text: 'a\u2028b' });
  });

  it('is taken by a release that only sends it back', async () => {
    const replay = { type: 'user', isReplay: true, uuid: '$id', message: { content: 'x' } };
    await submit(script(replay, says.done('ok')));
    await untilTold('stopped');
    await until('it to be idle without being told so', () => mailbox.isIdle);
  });

  it('that looks like a command of its own is made text', async () => {
    void submit('/clear the table').catch(() => {});
    await until('it to come', () => prompts().length === 1);
    expect(prompts()).toEqual([`${AS_TEXT}/clear the table`]);
  });

  it.each(['/etc/hosts is a file', ' /clear', '/', '!ls', 'ends in \\', 'trailing \n\n'])(
    'goes through as it is: %j',
    async (prompt) => {
      void submit(prompt).catch(() => {});
      await until('it to come', () => prompts().length === 1);
      expect(prompts()).toEqual([prompt]);
    },
  );

  it('is refused when its turn is over before it has begun', async () => {
    await expect(submit(script(says.failed('no such model')))).rejects.toThrow('no such model');
    expect(kinds()).toEqual(['ready']);
  });

  it('is refused when the program ends', async () => {
    const refused = expect(submit('[]')).rejects.toThrow('ended');
    await claude.end();
    await refused;
  });

  it('that fails says why, and until when where a limit ends', async () => {
    const words = "You've hit your 5-hour limit · resets 2:12pm (UTC)";
    const failing = says.assistant('m1', [says.text(words)], { error: 'rate_limit' });
    await submit(script(says.took, says.limit(1_795_270_367), failing, says.failed(words)));
    await untilTold('failed');
    expect(last()).toMatchObject({ error: words, why: 'usage-limit', until: '2026-11-21T14:12:47.000Z' });
    expect(shown).toContain('✗ failed');
  });

  it('that is interrupted is told as one', async () => {
    await submit(script(says.took));
    await claude.interrupt();
    await until('it to be idle', () => mailbox.isIdle);
    expect(kinds()).toEqual(['ready', 'submitted', 'interrupted']);
    expect(shown).toContain('■ interrupted');
  });

  it('for the client itself that begins a new conversation is told as its beginning', async () => {
    const cleared = says.done('', { session_id: 'another' });
    await command(`/clear ${script(says.took, cleared, says.state('idle'))}`);
    await untilTold('ready', 2);
    expect(told().slice(1)).toEqual([{ kind: 'ready', conversationId: 'another' }]);
  });

  it('for the client itself that begins none gives its words for the answer', async () => {
    const words = script(says.took, says.done('## Context'), says.state('idle'));
    await command(`/context ${words}`);
    await untilTold('stopped');
    expect(last()).toMatchObject({ text: '## Context' });
  });
});

describe('a prompt that the connector before was sending', () => {
  const fateOf = (id: string) => claude.fateOf({ id, text: 'x', sinceMs: 0 });

  it('was taken when the transcript of its conversation has the id that it was sent under', async () => {
    const [{ conversationId } = { conversationId: '' }] = told() as { conversationId: string }[];
    const project = join(folder, '.claude/projects/-some-project');
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'another.jsonl'), '{"uuid":"b"}\n');
    writeFileSync(join(project, `${conversationId}.jsonl`), '{"type":"user","uuid":"a"}\n');
    expect(await fateOf('a')).toEqual({ kind: 'taken', ending: { kind: 'cut-off' } });
    expect(await fateOf('b')).toEqual({ kind: 'not-taken' });
  });

  it('was not where there is no transcript', async () => {
    expect(await fateOf('a')).toEqual({ kind: 'not-taken' });
  });
});

describe('a question', () => {
  const asked = async (...more: object[]) => {
    await submit(script(says.took, ...ask(), ...more));
    await untilTold('asks');
  };

  it('is told with its id, and the session file says what it waits for', async () => {
    await asked();
    expect(last()).toEqual({ kind: 'asks', question: 'Bash: rm x', id: 'q-1' });
    expect(session()).toMatchObject({ status: 'waiting', waitingFor: 'Bash: rm x' });
  });

  it('is approved from afar, with what it was asked about', async () => {
    await asked();
    await claude.answer('q-1', 'approve', '');
    await until('the answer', () => answers().length === 1);
    const response = { behavior: 'allow', updatedInput: { command: 'rm x', description: 'asks' } };
    expect(answers()).toEqual([{ subtype: 'success', request_id: 'q-1', response }]);
    expect(session().status).toBe('busy');
    await claude.answer('q-1', 'deny', '');
    expect(answers()).toHaveLength(1);
  });

  it('is denied at the window, in words', async () => {
    await asked();
    claude.typed('perhaps');
    claude.typed('n use rimraf');
    await until('the answer', () => answers().length === 1);
    expect(answers()[0].response).toEqual({ behavior: 'deny', message: 'use rimraf' });
    expect(shown).toContain('That is no answer');
  });

  it('is over when the tool has run, and another one then stands at the window', async () => {
    await asked(says.asks('q-2', 'Bash', { command: 'ls' }));
    await untilTold('asks', 2);
    claude.typed('y');
    expect(session()).toMatchObject({ status: 'waiting', waitingFor: 'Bash: ls' });
    claude.typed('y');
    expect(session().status).toBe('busy');
    await until('both answers', () => answers().length === 2);
    expect(answers().map(({ request_id }) => request_id)).toEqual(['q-1', 'q-2']);
  });

  it('that is not asked any more lets the turn go on', async () => {
    await asked({ type: 'control_cancel_request', request_id: 'q-1' });
    await until('it to be busy', () => session().status === 'busy');
    claude.typed('y');
    expect(answers()).toEqual([]);
  });

  it('in words is answered at the window alone', async () => {
    const choice = {
      questions: [{ question: 'Which?', options: [{ label: 'left' }, { label: 'right' }] }],
    };
    await submit(script(says.took, says.asks('q-1', 'AskUserQuestion', choice)));
    await untilTold('asks');
    expect(last()).toEqual({ kind: 'asks', question: 'Which?\n  1 left\n  2 right', id: undefined });
    await claude.answer('q-1', 'approve', '');
    claude.typed('2');
    await until('the answer', () => answers().length === 1);
    expect(answers()[0].response.updatedInput).toEqual({ ...choice, answers: { 'Which?': 'right' } });
  });
});

describe('a line that is typed', () => {
  it('goes to the agent', async () => {
    claude.typed(turn('by hand'));
    await untilTold('stopped');
    expect(last()).toMatchObject({ text: 'by hand' });
  });

  it('in mid-turn waits for its end, and says so', async () => {
    await submit(script(says.took));
    claude.typed(turn('the second'));
    expect(shown).toContain('It waits until this turn is over.');
    expect(prompts()).toHaveLength(1);
    await claude.interrupt();
    await untilTold('stopped');
    expect(last()).toMatchObject({ text: 'the second' });
  });

  it('goes right after an interruption, which is told before it', async () => {
    await submit(script(says.took));
    claude.typed(turn('the second'));
    await claude.interrupt();
    await untilTold('stopped');
    expect(kinds()).toEqual(['ready', 'submitted', 'interrupted', 'submitted', 'stopped']);
  });
});

describe('what runs in the background', () => {
  it('keeps the answer back until its own turn', async () => {
    const own = [says.background(), says.state('running'), says.done('all of it'), says.state('idle')];
    const begun = [says.took, says.background('a build'), says.done('started it'), says.state('idle')];
    await submit(script(...begun, { pauseMs: 200 }, ...own));
    await untilTold('stopped');
    expect(last()).toMatchObject({ text: 'started it', pending: ['a build'] });
    expect(shown).toContain('background: a build');
    await untilTold('stopped', 2);
    expect(last()).toMatchObject({ text: 'all of it', pending: [] });
  });

  it('and ends without a turn leaves the answer that there was', async () => {
    const gone = [says.state('idle'), says.background()];
    await submit(script(says.took, says.background('a build'), says.done('started it'), ...gone));
    await untilTold('stopped', 2);
    expect(last()).toMatchObject({ text: 'started it', pending: [], usage: { tokensIn: 0 } });
  });
});

describe('Ctrl-D', () => {
  it('ends it at once when it is idle', async () => {
    claude.close();
    expect(await claude.exit).toEqual({ code: 0, signal: null });
  });

  it('ends it after its turn', async () => {
    await submit(script(says.took));
    claude.close();
    expect(shown).toContain('It ends after this turn.');
    await claude.interrupt();
    expect(await claude.exit).toEqual({ code: 0, signal: null });
  });
});
