import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { listedTools } from '../../src/mcp/tools.ts';

it('the whole list of tools takes few tokens of a chief’s context', () => {
  const list = listedTools();
  const all = countTokens(JSON.stringify({ tools: list }));
  // What clients give the model of a tool; the rest is for themselves.
  const shown = list.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  console.info(
    `tools/list: ${all} tokens (o200k_base); what a model sees: ${countTokens(JSON.stringify(shown))}`,
  );
  expect(all).toBeLessThan(2_500);
});
