import { describe, expect, it } from 'vitest';
import { tasksOf } from './request.ts';

describe('several mentions', () => {
  it('make a task each, with the text between them', async () => {
    expect(await tasksOf('@planning how?\n@coding do it\nnow\n@testing test it')).toEqual([
      '',
      ['planning', 'how?'],
      ['coding', 'do it\nnow'],
      ['testing', 'test it'],
    ]);
  });

  it('may name one agent twice', async () => {
    expect(await tasksOf('@coding a\n@coding b')).toEqual(['', ['coding', 'a'], ['coding', 'b']]);
  });

  it.each([
    ['blank lines', '@planning a\n\n\n@coding b\n', 'a\n\n', 'b\n'],
    ['CRLF', '@planning a\r\nb\r\n@coding\r\nc\r\n', 'a\r\nb', 'c\r\n'],
    ['blanks at the ends', '@planning  a \t\n@coding\t b ', ' a \t', ' b '],
    ['no text', '@planning\n@coding', '', ''],
    ['no text and CRLF', '@planning\r\n@coding\r\n', '', ''],
    ['a colon each', '@planning: a\n@coding: b', 'a', 'b'],
    ['emoji', '@planning 👩‍👩‍👧‍👦\n@coding \u200b🏴', '👩‍👩‍👧‍👦', '\u200b🏴'],
    ['half an emoji', '@planning \ud83d\n@coding \udc69', '\ud83d', '\udc69'],
    ['replacement patterns', "@planning $& $'\n@coding $1", "$& $'", '$1'],
    ['a lone carriage return', '@planning a\r@coding b\n@coding c', 'a\r@coding b', 'c'],
    ['line separators', '@planning a\u2028@coding b\n@coding c', 'a\u2028@coding b', 'c'],
    ['NUL', '@planning a\0\n@coding b', 'a\0', 'b'],
  ])('leave the text between them byte for byte: %s', async (_, prompt, first, second) => {
    expect(await tasksOf(prompt)).toEqual(['', ['planning', first], ['coding', second]]);
  });

  it('give back any texts that were joined', async () => {
    const pieces = [
      '',
      ' ',
      'x',
      '\n',
      '\r\n',
      '\t',
      ' @coding',
      '`',
      'ä',
      '😀',
      '\\',
      'a@b.c',
      '(a=1)',
      '@x ',
    ];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 300; round += 1) {
      const texts = Array.from({ length: 1 + random(4) }, () =>
        Array.from({ length: random(9) }, () => pieces[random(pieces.length)]!)
          .join('')
          .replaceAll(/\n(?=\\)/g, '\n.'),
      );
      const prompt = texts.map((text) => `@coding ${text}`).join('\n');
      // A carriage return at the end belongs to the line break that follows it.
      const expected = texts.map((text, at) => (at < texts.length - 1 ? text.replace(/\r$/, '') : text));
      expect(await tasksOf(prompt)).toEqual(['', ...expected.map((text) => ['coding', text])]);
    }
  });

  it.each([
    ['in mid-line', '@planning ask @coding too'],
    ['after blanks', '@planning a\n  @coding b'],
    ['after a tab', '@planning a\n\t@coding b'],
    ['of an unknown name', '@planning a\n@Component\nclass A {}'],
    ['of an unknown name with arguments', '@planning a\n@Column(name="id") x\n@Retry(timeout=5) y'],
    ['in an address', '@planning a\nme@coding.org\n@coding.org'],
    ['with a path', '@planning a\n@coding/src/a.ts is wrong'],
    ['with a comma', '@planning a\n@coding, please'],
    ['without a =', '@planning a\n@coding(see below) b'],
    ['with empty parentheses', '@planning a\n@coding() b'],
    ['of every object’s', '@planning a\n@constructor b\n@toString c'],
    ['of a longer name', '@planning a\n@codingx b\n@coding-2 c'],
  ])('do not begin where the @ stands %s', async (_, prompt) => {
    expect(await tasksOf(prompt)).toEqual(['', ['planning', prompt.slice('@planning '.length)]]);
  });
});

describe('the text above the first mention', () => {
  it('is context for all of them', async () => {
    expect(await tasksOf('Look at this:\n\n  code\n\n@planning how?\n@coding do it')).toEqual([
      'Look at this:\n\n  code\n',
      ['planning', 'how?'],
      ['coding', 'do it'],
    ]);
  });

  it('is none where it is blank', async () => {
    expect(await tasksOf(' \n\t\r\n@planning how?\n@coding b')).toEqual([
      '',
      ['planning', 'how?'],
      ['coding', 'b'],
    ]);
  });

  it('may begin with the name of a file', async () => {
    expect(await tasksOf('@README says so\n@coding fix it', { files: ['README'] })).toEqual([
      '@README says so',
      ['coding', 'fix it'],
    ]);
  });

  it('may begin with code', async () => {
    const code = '@Component({ selector: "x" })\nclass A {}';
    expect(await tasksOf(`${code}\n@planning what is it?`)).toEqual([code, ['planning', 'what is it?']]);
    expect(await tasksOf(`@Column(name = "id")\n@planning what is it?`)).toEqual([
      '@Column(name = "id")',
      ['planning', 'what is it?'],
    ]);
  });

  it('must not begin with an unknown name', async () => {
    expect(await tasksOf('@plannign a\n@coding b')).toMatchObject({
      kind: 'unknown-agent',
      name: 'plannign',
    });
    expect(await tasksOf('@plannign(priority=high) a')).toMatchObject({
      kind: 'unknown-agent',
      name: 'plannign',
    });
  });
});

describe('a backslash before a mention', () => {
  it('makes it plain text, and is left out', async () => {
    expect(await tasksOf('@planning a\n\\@coding b\n@testing c\n\\@all d')).toEqual([
      '',
      ['planning', 'a\n@coding b'],
      ['testing', 'c\n@all d'],
    ]);
  });

  it('does so at the beginning too, for any name', async () => {
    expect(await tasksOf('\\@planning a')).toEqual({ kind: 'menu', prompt: '@planning a' });
    expect(await tasksOf(' \\@nobody a')).toEqual({ kind: 'menu', prompt: ' @nobody a' });
  });

  it('is left out once, so that a backslash can be written', async () => {
    expect(await tasksOf('@planning a\n\\\\@coding b')).toEqual(['', ['planning', 'a\n\\@coding b']]);
  });

  it.each([
    '@planning a\n\\@Component b',
    '@planning a\n\\@coding.ts b',
    '@planning a\n \\@coding b',
    '@planning a\n\\alpha',
    '@planning a\\\n@',
    '@planning \\@coding b',
    '@planning a\n\\',
  ])('stays where no mention follows it: %j', async (prompt) => {
    expect(await tasksOf(prompt)).toEqual(['', ['planning', prompt.slice('@planning '.length)]]);
  });

  it('stays in fenced code', async () => {
    const text = '\n```\n\\@coding b\n```';
    expect(await tasksOf(`@planning ${text}`)).toEqual(['', ['planning', text]]);
  });
});

describe('fenced code', () => {
  it.each([
    ['backticks', '```\n@coding b\n```'],
    ['a language', '```python\n@auto\ndef f(): pass\n```'],
    ['tildes', '~~~\n@coding b\n~~~'],
    ['three blanks before it', '   ```\n@coding b\n   ```'],
    ['CRLF', '```\r\n@coding b\r\n```\r'],
    ['a longer fence around a shorter', '````\n```\n@coding b\n```\n@coding c\n````'],
    ['tildes around backticks', '~~~\n```\n@coding b\n~~~'],
    ['no end', '```\n@coding a\n@testing b'],
    ['an end with words', '```\n``` not yet\n@coding b\n```'],
  ])('holds no mentions: %s', async (_, code) => {
    expect(await tasksOf(`@planning look:\n${code}`)).toEqual(['', ['planning', `look:\n${code}`]]);
  });

  it.each([
    ['has ended', '```\ncode\n```'],
    ['has ended twice', '```\na\n```\n~~~\nb\n~~~'],
    ['stands on one line', '```code``` is fine'],
    ['is only named', 'use ``` for code'],
    ['is indented as code', '    ```'],
    ['has two backticks', '``\n'],
  ])('ends: a mention counts where it %s', async (_, text) => {
    expect(await tasksOf(`@planning ${'\n'}${text}\n@coding b`)).toEqual([
      '',
      ['planning', `\n${text}`],
      ['coding', 'b'],
    ]);
  });

  it('may be in the context', async () => {
    const context = '```\n@planning a\n```';
    expect(await tasksOf(`${context}\n@planning b`)).toEqual([context, ['planning', 'b']]);
  });
});

describe('a hostile prompt', () => {
  it('may hold 50 tasks', async () => {
    const tasks = await tasksOf('@coding x\n'.repeat(50));
    expect(tasks).toHaveLength(51);
  });

  it('is refused beyond 50', async () => {
    expect(await tasksOf('@coding x\n'.repeat(10_000))).toEqual({
      kind: 'mistake',
      what: 'Line 51: more than 50 tasks in one prompt.',
      mend: 'Split it, or write \\@ where no agent is meant.',
    });
  });

  it.each([
    ['lines of @', '\n@'.repeat(500_000)],
    ['lines of backslashes', '\n\\'.repeat(500_000)],
    ['one line of backslashes', `\n${'\\'.repeat(1_000_000)}@`],
    ['unknown names', '\n@Component'.repeat(90_000)],
    ['a long name', `\n@${'a'.repeat(1_000_000)}`],
    ['open parentheses', '\n@coding('.repeat(100_000)],
    ['one line of parentheses', `\n@coding${'('.repeat(1_000_000)}`],
    ['fences', '\n```\n@coding x\n```'.repeat(50_000)],
    ['a line of backticks', `\n${'`'.repeat(1_000_000)}\n@codingx`],
    ['open fences', '\n``` x`\n~~~ y\n@coding z'.repeat(30_000)],
  ])('of a megabyte is read at once: %s', async (_, text) => {
    const began = performance.now();
    expect(await tasksOf(`@planning a${text}`)).toEqual(['', ['planning', `a${text}`]]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
