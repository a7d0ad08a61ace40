import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { widthOf } from '../../src/system/width.ts';

it('agrees with string-width on every character', () => {
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x20000; code += 1) {
    const isControlOrHalf = (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000);
    const character = String.fromCodePoint(code);
    if (!isControlOrHalf && widthOf(character) !== stringWidth(character)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

it.each([
  ...[
    'plain text',
    'naïve · “quoted” — €',
    '└ ✓ ✗ ↑↓ ①',
    '漢字かなカナ',
    'か\u3099 ｶﾞ',
    'é e\u0301',
    '한글 \u1112\u1161\u11ab',
  ],
  ...['नमस्ते', 'สวัสดี', 'a\u200bb', '👩‍👩‍👧 👍🏽 🧑🏿‍🚀', '🇩🇪 🇩', '❤️ ❤ ⚠️ ⚠ ☕', '1️⃣ #⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
])('agrees with string-width on %s', (text) => {
  expect(widthOf(text)).toBe(stringWidth(text));
});
