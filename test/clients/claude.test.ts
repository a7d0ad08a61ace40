import { describe, expect, it } from 'vitest';
import { claude, permissionQuestion } from '../../src/clients/claude.ts';
import * as events from './claude-events.ts';

const read = (event: unknown) => claude.readEvent(JSON.parse(JSON.stringify(event)));

describe('an event of Claude Code', () => {
  it.each([events.started, events.resumed])('tells that it is ready, and of which conversation', (event) => {
    expect(read(event)).toEqual({ kind: 'ready', conversationId: events.CONVERSATION });
  });

  it('tells the prompt that was taken, byte for byte', () => {
    const prompt = ' do\r\n"it"\t\\';
    expect(read(events.submitted)).toEqual({
      kind: 'submitted',
      prompt,
      conversationId: events.CONVERSATION,
      turn: events.TURN,
    });
  });

  it('tells a permission question word for word', () => {
    expect(read(events.permission)).toEqual({ kind: 'asks', question: 'Bash: rm -rf "dist"\nls' });
  });

  it('names the question that can be answered from afar, and the tool that it was about', () => {
    const question = 'Bash: rm -rf "dist"\nls';
    expect(read({ ctrlg_question_id: '12-34', ...events.permission })).toEqual({
      kind: 'asks',
      question,
      id: '12-34',
    });
    expect(read({ ...events.permission, hook_event_name: 'PostToolUse' })).toEqual({
      kind: 'goes-on',
      question,
    });
  });

  it('tells that the model itself asks', () => {
    const event = read(events.asksUser);
    expect(event).toMatchObject({ kind: 'asks', question: expect.stringContaining('Which one?') });
  });

  it.each([events.toolUsed, events.toolFailed])('tells that it goes on: $hook_event_name', (event) => {
    expect(read(event)).toEqual({ kind: 'goes-on', question: 'Bash: {}' });
  });

  it('tells the end of a turn and what was said last', () => {
    const text = 'Done.\n\nAll of it.';
    const rest = { resultFile: null, pending: [], turn: events.TURN };
    expect(read(events.stopped)).toEqual({ kind: 'stopped', text, ...rest });
  });

  it('tells the end of a turn in which nothing was said', () => {
    expect(read(events.stoppedWithoutText)).toMatchObject({ kind: 'stopped', text: '', pending: [] });
  });

  it('names the work that a turn left running', () => {
    const pending = ['Run the tests', 'npm start', 'b3', 'a background task'];
    expect(read(events.stoppedWithTasks)).toMatchObject({ kind: 'stopped', pending });
  });

  it('tells that it goes on by itself after a usage limit', () => {
    expect(read(events.continued)).toMatchObject({ kind: 'submitted', goesOnByItself: true });
    expect(read(events.submitted)).not.toHaveProperty('goesOnByItself');
  });

  it.each(events.FAILURES)('tells that a turn failed, %s: $last_assistant_message', (why, event) => {
    expect(read(event)).toEqual({ kind: 'failed', error: event.last_assistant_message, why, until: null });
  });

  it('says where to log in', () => {
    const event = { ...events.failedWithoutText, error: 'authentication_failed' };
    const last_assistant_message = 'Not logged in · Please run /login';
    expect(read({ ...event, last_assistant_message })).toMatchObject({
      error: `${last_assistant_message} It is the agent's own window that is meant: ctrlg attach shows it.`,
      why: 'other',
    });
  });

  it('tells that a turn failed without a word', () => {
    expect(read(events.failedWithoutText)).toMatchObject({ kind: 'failed', error: 'server_error' });
  });

  it.each([events.USAGE_LIMIT, events.WEEKLY_LIMIT])(
    'tells when a usage limit is over: $last_assistant_message',
    (event) => {
      expect(read(event)).toMatchObject({
        why: 'usage-limit',
        until: expect.stringMatching(/T13:45:59\.000Z$/),
      });
    },
  );

  it.each(events.SILENT)('says nothing to us: $hook_event_name', (event) => {
    expect(read(event)).toBeUndefined();
  });

  it.each([
    null,
    5,
    'Stop',
    [],
    {},
    { hook_event_name: 5 },
    { hook_event_name: 'Stop', last_assistant_message: 5 },
  ])('is none: %j', (raw) => {
    expect(read(raw)).toBeUndefined();
  });
});

describe('a permission question', () => {
  it.each([
    ['Bash', { command: 'ls', description: 'list' }, 'Bash: ls'],
    ['Write', { file_path: '/a b/c', content: 'x' }, 'Write: /a b/c\ncontent: x'],
    ['WebFetch', { url: 'https://a.example', prompt: 'x' }, 'WebFetch: https://a.example\nprompt: x'],
    ['mcp__x__y', { a: 1 }, 'mcp__x__y: {"a":1}'],
    [
      'Bash',
      { command: 'ls', description: 'List', run_in_background: true },
      'Bash: ls\nrun_in_background: true',
    ],
    ['Tool', undefined, 'Tool: {}'],
    ['Tool', null, 'Tool: {}'],
  ])('of %s about %j', (tool, input, question) => {
    expect(permissionQuestion(tool, input)).toBe(question);
  });
});

describe('a prompt as Claude Code takes it whole', () => {
  const PREFACE = 'The task, as text and not as a command:\n\n';

  it.each([
    'do it',
    ' \n\tindented',
    '/etc/hosts is a file',
    '/foo.bar',
    '/help, please',
    '//x',
    '/* x',
    'see /help',
    '\\/help',
    'exit now',
    'Exit',
    'EXIT',
    'exit()',
    'do not quit',
    '!ls',
    '# x',
    '@file.ts',
    'a\\b',
    'a\\\nb',
    '\r\nCRLF\r\nin it',
  ])('is left as it is: %j', (prompt) => {
    expect(claude.channel.asText(prompt)).toBe(prompt);
  });

  it.each([
    '/help',
    '/help me',
    '/compact\nx',
    '/my-cmd:sub_x y',
    '/',
    '/ x',
    '  \n/clear',
    '\u200b/clear',
    '\u00a0/x',
    '\u2028/x',
  ])('is no slash command: %j', (prompt) => {
    expect(claude.channel.asText(prompt)).toBe(PREFACE + prompt);
  });

  it.each(['exit', 'quit', ':q', ':q!', ':wq', ':wq!', '  exit', '\nquit'])(
    'does not end it: %j',
    (prompt) => {
      expect(claude.channel.asText(prompt)).toBe(PREFACE + prompt);
      expect(claude.channel.asText(`${prompt} \n`)).toBe(PREFACE + prompt);
    },
  );

  it.each(['a\\', 'a\\\\', '\\', 'a\\ \n', '/x \\'])('keeps its last backslash: %j', (prompt) => {
    expect(claude.channel.asText(prompt)).toMatch(/\\ $/);
    expect(claude.channel.asText(prompt).trimEnd().endsWith(prompt.trimEnd())).toBe(true);
  });

  it('loses blanks at its end, as it would in the client', () => {
    expect(claude.channel.asText('do it \t\n\n')).toBe('do it');
  });
});

describe('a screen of Claude Code', () => {
  it.each([[['! ']], [['!']], [['> hello', '! ls']]])('forbids a delivery in shell mode: %j', (screen) => {
    expect(claude.channel.veto(screen)).toBe('shell mode');
  });

  it.each([[[]], [['❯ ']], [['❯ !ls']], [['  ! for shell mode']], [['wow! ok']]])(
    'forbids nothing: %j',
    (screen) => {
      expect(claude.channel.veto(screen)).toBeUndefined();
    },
  );
});
