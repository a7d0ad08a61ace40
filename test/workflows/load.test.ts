import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorkflow } from '../../src/workflows/load.ts';
import { mermaidOf } from '../../src/workflows/mermaid.ts';
import { repository } from '../support/rig.ts';

const KNOWN = { agents: ['planning', 'coding'], tags: ['review'] };
const load = (text: string) => loadWorkflow('flow.yaml', text, KNOWN);

/** The message of what is wrong; a single line where there is one mistake. */
function mistakes(text: string): string {
  try {
    load(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing is wrong';
}

describe('a workflow’s mistake is told with its place and its mend', () => {
  it.each([
    [
      'a key that is not known',
      'steps:\n  a: {run: ls}\nstep: 1',
      '3:1: unknown key ‘step’. Known keys: name,',
    ],
    [
      'a key of a step',
      'steps:\n  a:\n    run: ls\n    need: b',
      '4:5: steps.a: unknown key ‘need’. Known keys: agent,',
    ],
    [
      'a key of a loop',
      'steps:\n  a:\n    run: ls\n    repeat: {until: true, max: 1, mox: 2}',
      '4:35: steps.a.repeat: unknown key ‘mox’. Known keys: until,',
    ],
    [
      'an unknown step in needs',
      'steps:\n  a: {run: ls, needs: [b]}',
      '2:24: step a: unknown step ‘b’ in needs. Known steps: a.',
    ],
    [
      'a circle',
      'steps:\n  plan: {run: ls, needs: code}\n  code: {run: ls, needs: plan}',
      '2:3: the steps need each other in a circle: plan → code → plan.',
    ],
    [
      'a circle through a template',
      'steps:\n  a: {agent: coding, prompt: "{{ steps.b.result }}"}\n  b: {run: ls, needs: a}',
      'in a circle: a → b → a.',
    ],
    ['a step that needs itself', 'steps:\n  a: {run: ls, needs: a}', 'in a circle: a → a.'],
    [
      'an unknown agent',
      'steps:\n  a: {agent: nobody, prompt: x}',
      '2:14: step a: unknown agent ‘nobody’. Known agents: auto, planning, coding.',
    ],
    [
      'an unknown tag',
      'steps:\n  a: {agent: "tag:nix", prompt: x}',
      '2:14: step a: no agent has the tag ‘nix’. Known tags: review.',
    ],
    ['a missing prompt', 'steps:\n  a: {agent: coding}', '2:14: step a: the prompt is missing.'],
    ['a missing agent', 'steps:\n  a: {prompt: x}', '2:15: step a: nobody is asked. Add agent:'],
    ['a step that does nothing', 'steps:\n  a: {needs: []}', '2:3: step a: it does nothing.'],
    [
      'a step that does two things',
      'steps:\n  a: {run: ls, approve: ok?}',
      '2:3: step a: it does more than one thing.',
    ],
    [
      'an unknown variable',
      'steps:\n  a:\n    agent: coding\n    prompt: |\n      one\n      two {{ plan }}',
      '6:14: steps.a.prompt: unknown variable ‘plan’. Known variables: input, steps.NAME.result.',
    ],
    [
      'an unknown step in a template',
      'steps:\n  a: {agent: coding, prompt: "x {{ steps.b.result }}"}',
      '2:36: steps.a.prompt: unknown step ‘b’. Known steps: a.',
    ],
    [
      'an unknown field of a step',
      'steps:\n  b: {run: ls}\n  a: {agent: coding, prompt: "{{ steps.b.reslut }}"}',
      'step ‘b’ has no ‘reslut’. Known fields: result, results, state, exit_code.',
    ],
    [
      'an item where there is no list',
      'steps:\n  a: {agent: coding, prompt: "{{ item }}"}',
      'unknown variable ‘item’',
    ],
    [
      'a template that is not closed',
      'steps:\n  a: {agent: coding, prompt: "{{ input"}',
      '2:31: steps.a.prompt: output "{{ input" not closed.',
    ],
    [
      'an unknown filter',
      'steps:\n  a: {agent: coding, prompt: "{{ input | shout }}"}',
      'undefined filter: shout',
    ],
    [
      'a file to include',
      `steps:\n  a: {agent: coding, prompt: '{% include "package.json" %}'}`,
      'a template includes no other files',
    ],
    [
      'an expression with braces',
      'steps:\n  a: {run: ls, when: "{{ input }}"}',
      '2:23: steps.a.when: an expression stands alone, without {{ }}',
    ],
    ['a wrong operator', 'steps:\n  a: {run: ls, when: "input && input"}', 'steps.a.when: '],
    [
      'a duration without a unit',
      'steps:\n  a: {run: ls, timeout: 10}',
      '2:25: steps.a.timeout: write a duration with its unit: 30s, 10m, 2h, 1d.',
    ],
    [
      'a duration that is none',
      'steps:\n  a: {run: ls, timeout: soon}',
      '2:25: steps.a.timeout: not a duration;',
    ],
    ['a list that is none', 'steps:\n  a: {run: ls, forEach: "a, b"}', '2:25: step a: forEach has no list.'],
    ['an empty list', 'steps:\n  a: {run: ls, forEach: []}', 'forEach has an empty list'],
    [
      'a loop without a bound',
      'steps:\n  a: {run: ls, repeat: {until: exit_code == 0}}',
      '2:24: step a: repeat has no bound.',
    ],
    ['a pause without a loop', 'steps:\n  a: {run: ls, every: 5s}', '2:23: step a: every without repeat.'],
    [
      'a template in a shell’s text',
      'steps:\n  a: {run: "echo {{ input }}"}',
      '2:12: step a: a shell’s text holds no {{ }}.',
    ],
    [
      'the same behind sh -c',
      'steps:\n  a: {run: [bash, -c, "echo {{ input }}"]}',
      'a shell’s text holds no {{ }}',
    ],
    ['a question in a loop', 'steps:\n  a: {approve: x, retry: 2}', 'retry says nothing of a question'],
    ['a step’s name', 'steps:\n  1a: {run: ls}', '2:3: steps.1a: a step’s name starts with a letter'],
    [
      'two steps of one name',
      'steps:\n  - {name: a, run: ls}\n  - {name: a, run: ls}',
      '3:12: a second step ‘a’.',
    ],
    ['no steps', 'name: x', '1:1: steps: it is missing.'],
    ['YAML that is none', 'steps:\n  a: [', 'not valid YAML'],
    [
      'a key that stands twice',
      'steps:\n  a: {run: ls}\n  a: {run: ls}',
      '3:3: not valid YAML: Map keys must be unique.',
    ],
  ])('%s', (_, text, told) => {
    const all = mistakes(text);
    expect(all.replaceAll(/'([^']*)'/g, '‘$1’')).toContain(told);
    expect(all).toMatch(/^flow\.yaml:\d+:\d+: /);
    expect(all.split('\n')).toHaveLength(1);
  });

  it('with all the others of the file, in its order', () => {
    const all = mistakes('steps:\n  a: {agent: x, prompt: y}\n  b: {run: ls, needs: c, every: 5s}');
    expect(all.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'flow.yaml:2:14',
      'flow.yaml:3:23',
      'flow.yaml:3:33',
    ]);
  });
});

describe('a workflow', () => {
  it('needs what its templates and expressions mention, without saying so', () => {
    const { steps } = load(`
steps:
  a: {run: ls}
  b: {run: ls}
  c: {run: ls}
  d:
    needs: a
    when: steps.b.exit_code == 0
    forEach: "{{ steps.c.result }}"
    agent: "tag:review"
    prompt: "{{ item }} {{ steps.a.result }}"
`);
    expect(steps.at(-1)!.needs).toEqual(['a', 'b', 'c']);
  });

  it('may list its steps, and may use anchors of YAML', () => {
    const { steps, name } = load(
      'steps:\n  - {name: a, run: &c [echo, hi]}\n  - {name: b, run: *c, needs: [a]}',
    );
    expect(steps.map((step) => step.name)).toEqual(['a', 'b']);
    expect(name).toBe('flow');
  });

  it('is drawn as a flowchart with what each step needs', () => {
    const graph = mermaidOf(
      load(
        'steps:\n  a: {agent: auto, prompt: x}\n  b: {approve: "{{ steps.a.result }}?"}\n  c: {run: ls, when: true, needs: b, repeat: {until: true, max: 2}}',
      ),
    );
    expect(graph.split('\n')).toEqual([
      'flowchart TD',
      '  s1["a<br/>auto"]',
      '  s2{"b?"}',
      '  s3[["c"]]',
      '  s1 --> s2',
      '  s2 -->|when| s3',
      '  s3 -->|again| s3',
    ]);
  });

  it.each(readdirSync(join(repository, 'workflows')))('%s comes with ctrlg, and is in order', (file) => {
    const known = { agents: ['planning', 'coding', 'testing', 'review'], tags: [] };
    const text = readFileSync(join(repository, 'workflows', file), 'utf8');
    expect(loadWorkflow(file, text, known).name).toBe(file.replace('.yaml', ''));
  });
});
