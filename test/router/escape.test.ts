import { expect, it } from 'vitest';
import { parseConfig } from '../../src/project/read-config.ts';
import { readBlocks } from '../../src/router/blocks.ts';
import { asBlock, escapeMentions } from '../../src/router/escape.ts';
import { namesOf } from '../../src/router/top.ts';

const config = parseConfig('{"agents": {"planning": {}, "coding": {"max": 2}}}', 'config');
const names = namesOf({ config, isFile: () => false });

const TEXTS = [
  'plain',
  'a\n@planning is busy\n@coding-2: so is this\n@all of them',
  'a\n\\@planning was escaped\n\\\\@planning twice',
  'a\n@src/file.ts\n@nobody\n@planning(foo)\n@planning(prority=high) a slip',
  '```\n@planning in code\n```\n@planning outside',
  'a\n```\n@planning to the end',
  '\\ \n\\@\n@\n@tag:review x\r\n@auto\r\n',
];

it.each(TEXTS)('%j is read again as it was', (text) => {
  const block = readBlocks(asBlock('@planning', text, names), names);
  expect(block).toMatchObject({ kind: 'blocks', context: '', blocks: [{ text }] });
  const context = readBlocks(`${escapeMentions(text, names, true)}\n@planning x`, names);
  const isCodeToTheEnd = text.endsWith('to the end');
  if (!isCodeToTheEnd) expect(context).toMatchObject({ kind: 'blocks', context: text });
});

it('a context may begin with what would be a mention', () => {
  for (const text of ['@planning is busy', '@nobody is there', '\\@planning x']) {
    const read = readBlocks(`${escapeMentions(text, names, true)}\n@coding go`, names);
    expect(read).toMatchObject({ kind: 'blocks', context: text, blocks: [{ text: 'go' }] });
  }
});

it('what is no mention stays as it was written', () => {
  expect(escapeMentions('a\n@src/file.ts\nme@planning', names, true)).toBe('a\n@src/file.ts\nme@planning');
});
