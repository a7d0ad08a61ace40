import { describe, expect, it } from 'vitest';
import { durationMs } from '../../src/workflows/duration.ts';
import { itemsIn } from '../../src/workflows/fan-out.ts';
import { parseCondition, parseTemplate } from '../../src/workflows/template.ts';

const place = ({ row, col }: { row: number; col: number }) => `flow.yaml:${row}:${col}`;
const render = (text: string, variables: object) => parseTemplate(text, place).render(variables);
const holds = (text: string, variables: object) => parseCondition(text, place).holds(variables);

describe('a template', () => {
  it('puts text in as it is, and never reads what it put in', () => {
    const text = `<b> & "x" 'y' {{ input }} {% if %} \\ $(id) é 😀`;
    expect(render('[{{ a }}]', { a: text })).toBe(`[${text}]`);
  });

  it('names its place where a variable is missing at the time', () => {
    expect(() => render('one\n{{ item.name }}', { item: {} })).toThrow(
      'flow.yaml:2:4: undefined variable: item.name.',
    );
  });

  it('reads JSON in a result', () => {
    const result = 'Here you are:\n```json\n{"names": ["a", "b"]}\n```\n';
    expect(render('{% assign r = result | from_json %}{{ r.names[1] }}', { result })).toBe('b');
  });
});

describe('an expression', () => {
  it.each([
    ['exit_code == 0', { exit_code: 0 }, true],
    ['exit_code != 0', { exit_code: 0 }, false],
    ['result contains "PASS" and round < 3', { result: 'all PASS', round: 2 }, true],
    ['result', { result: '' }, false],
    ['result == ""', { result: '' }, true],
    ['true', {}, true],
    ['false', {}, false],
  ])('%s', (text, variables, is) => {
    expect(holds(text, variables)).toBe(is);
  });

  it('names its place where a variable is missing at the time', () => {
    expect(() => holds('item.done', { item: {} })).toThrow('flow.yaml:1:1: undefined variable: item.done.');
  });
});

describe('a list in a text', () => {
  it.each([
    ['a JSON array', '["a", {"b": 1}]', ['a', { b: 1 }]],
    ['a JSON array in a fenced block', 'Three parts:\n\n```json\n["a", "b"]\n```\nThat is all.', ['a', 'b']],
    ['lines', 'a\n\n  b  \r\n', ['a', 'b']],
    ['a list as models write it', '- a b\n* c\n1. d\n2) e\n• f', ['a b', 'c', 'd', 'e', 'f']],
    ['nothing', ' \n', []],
    ['JSON that is no list', '{"a": 1}', ['{"a": 1}']],
  ])('%s', (_, text, items) => {
    expect(itemsIn(text)).toEqual(items);
  });

  it('is refused when it is too long to be meant', () => {
    expect(() => itemsIn('x\n'.repeat(201))).toThrow('forEach has 201 items; 200 is the most.');
  });
});

it.each([
  ['300ms', 300],
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['10', undefined],
  ['0s', undefined],
  ['-3s', undefined],
  ['400d', undefined],
  ['5 parsecs', undefined],
])('the duration %s is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
