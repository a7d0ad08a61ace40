import { afterEach, describe, expect, it, vi } from 'vitest';
import { Flow } from '../../../src/connectors/claude-headless/flow.ts';
import { questionOf } from '../../../src/connectors/claude-headless/question.ts';
import { View } from '../../../src/connectors/claude-headless/view.ts';
import { widthOf } from '../../../src/system/width.ts';

const USAGE = { tokensIn: 12_345, tokensOut: 67, costUsd: 0.01234 };
const LONG = 'The quick brown fox jumps over the lazy dog, again and again, '.repeat(6);

function drawn(width: number, draw: (view: View) => void): string[] {
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  draw(new View({ write, width: () => width }));
  return shown.split('\n');
}

const everything = (view: View) => {
  view.opened('planning', true);
  view.prompt(`${LONG}\n\u001b[31mred\u0007 漢字${'漢字'.repeat(200)}`);
  for (const piece of ['Some **te', 'xt** and ', LONG, '\n\nmo', 're.']) view.text(piece);
  view.tool('Bash', { command: `npm test -- ${LONG}`, description: 'x' }, false);
  view.tool('Read', { file_path: '/etc/hosts' }, true);
  view.toolFailed(`exit 1: ${LONG}`);
  view.asks(questionOf({ id: 'q', tool: 'Bash', input: { command: `rm ${LONG}` } }));
  view.ended(
    { kind: 'end', how: 'failed', text: `API Error: ${LONG}`, conversationId: 'c', usage: USAGE },
    3_210,
  );
};

describe('the view', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([60, 200])('stays within %i columns', (width) => {
    vi.stubEnv('NO_COLOR', '1');
    const lines = drawn(width, everything);
    expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
    expect(lines.join('\n')).toContain('● Bash: npm test');
  });

  it('has no colour where nobody wants it, and never what the agent would do to the terminal', () => {
    vi.stubEnv('NO_COLOR', '1');
    const hostile = (view: View) => {
      everything(view);
      view.text('\u001b]0;title\u0007\u001b[2J\u202etext\r');
      view.tool('\u001b[31mBash', { command: 'a\u001b[1mb' }, false);
      view.toolFailed('\u001b[2J');
      view.asks(questionOf({ id: 'q', tool: 'Bash', input: { command: 'ls \u001b[8m; rm -rf x\u202e' } }));
    };
    expect(drawn(80, hostile).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm-256color');
    expect(drawn(80, everything).join('\n')).toContain('\u001b[36m');
  });

  it('shows a question whole, with nothing of it hidden', () => {
    vi.stubEnv('NO_COLOR', '1');
    const command = `ls \u001b[8m; rm -rf x\n${'a line\n'.repeat(100)}the end`;
    const text = drawn(80, (view) =>
      view.asks(questionOf({ id: 'q', tool: 'Bash', input: { command } })),
    ).join('\n');
    expect(text).toContain('? Bash: ls <U+001B>[8m; rm -rf x\n  a line\n');
    expect(text).toContain('  the end\n');
  });

  it('ends a turn with how long it took, and what', () => {
    vi.stubEnv('NO_COLOR', '1');
    const end = { kind: 'end', how: 'done', text: 'ok', conversationId: 'c', usage: USAGE } as const;
    expect(drawn(80, (view) => view.ended(end, 3_210))).toEqual([
      '✓ done after 3.2 s · 12,345 tokens in, 67 out · $0.0123',
      '',
    ]);
    const free = { ...end, how: 'interrupted', usage: { ...USAGE, costUsd: 0 } } as const;
    expect(drawn(80, (view) => view.ended(free, 500))[0]).toBe(
      '■ interrupted after 500 ms · 12,345 tokens in, 67 out',
    );
  });

  it('shows the beginning of a long prompt and how long it is', () => {
    vi.stubEnv('NO_COLOR', '1');
    const lines = drawn(80, (view) => view.prompt('a line\n'.repeat(40_000)));
    expect(lines.slice(0, 3)).toEqual(['', '› a line', '  a line']);
    expect(lines).toHaveLength(15);
    expect(lines.at(-2)).toBe('  … 280,000 characters in all');
  });
});

describe('a text that comes in pieces', () => {
  const flowing = (width: number, ...pieces: string[]) => {
    const flow = new Flow(() => width);
    return pieces.map((piece) => flow.add(piece)).join('|') + flow.end();
  };

  it('shows a word once it is whole, and breaks between words', () => {
    expect(flowing(10, 'one tw', 'o three', ' four')).toBe('one| two|\nthree four\n');
  });

  it('keeps its line ends, blank lines and indentation', () => {
    expect(flowing(20, 'a\n\n  b\n', '- c')).toBe('a\n\n  b\n|- c\n');
  });

  it('lets a word that is too long go on in the next line', () => {
    expect(flowing(5, `ab ${'x'.repeat(12)} cd`)).toBe(`ab\n${'x'.repeat(12)}\ncd\n`);
  });

  it('does not hold a script without spaces back for ever', () => {
    const flow = new Flow(() => 80);
    expect(flow.add('漢'.repeat(1_001))).toHaveLength(1_001);
  });
});

describe('an answer at the window', () => {
  const permission = questionOf({ id: 'q', tool: 'Bash', input: { command: 'ls' } });
  const choice = (multiSelect = false, questions = 1) =>
    questionOf({
      id: 'q',
      tool: 'AskUserQuestion',
      input: {
        questions: Array.from({ length: questions }, (_, n) => ({
          question: `Q${n + 1}?`,
          multiSelect,
          options: [{ label: 'left' }, { label: 'right' }],
        })),
      },
    });
  const chosen = (question: ReturnType<typeof choice>, line: string) =>
    (question.read(line) as { updatedInput: { answers: object } } | undefined)?.updatedInput.answers;

  it.each(['y', ' Y ', 'yes'])('%j allows', (line) => {
    expect(permission.read(line)).toEqual({ behavior: 'allow', updatedInput: { command: 'ls' } });
  });

  it.each([
    ['n', 'The user refused this.'],
    ['no', 'The user refused this.'],
    ['n, use npm\ninstead', 'use npm\ninstead'],
  ])('%j refuses', (line, message) => {
    expect(permission.read(line)).toEqual({ behavior: 'deny', message });
  });

  it.each(['', 'never mind', 'yeah', 'ok'])('%j is none', (line) => {
    expect(permission.read(line)).toBeUndefined();
  });

  it('chooses by number, by several numbers, or in words', () => {
    expect(chosen(choice(), '2')).toEqual({ 'Q1?': 'right' });
    expect(chosen(choice(true), '1, 2')).toEqual({ 'Q1?': 'left, right' });
    expect(chosen(choice(), '3')).toEqual({ 'Q1?': '3' });
    expect(chosen(choice(), 'up, please')).toEqual({ 'Q1?': 'up, please' });
    expect(chosen(choice(false, 2), '1; down')).toEqual({ 'Q1?': 'left', 'Q2?': 'down' });
    expect(chosen(choice(false, 2), '1')).toBeUndefined();
  });
});
