import { expect, it } from 'vitest';
import { menuItems } from '../../src/coordinator/menu/items.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import type { AgentState } from '../../src/status/status.ts';
import { dead, live } from './agent-state.ts';

const itemsFor = (
  state: AgentState,
  own: { editor?: string; fromHere?: number; others?: number; running?: string[] } = {},
) =>
  menuItems({
    config: parseConfig('{"agents": {"planning": {"description": "Plans."}}}', 'config'),
    stateOf: () => state,
    editor: own.editor,
    waiting: { fromHere: own.fromHere ?? 0, others: own.others ?? 0 },
    running: own.running ?? [],
  });

const agentFor = (state: AgentState) => {
  const { state: word, about } = itemsFor(state)[0]!;
  return [word, about];
};

it('an agent is shown with its state and what it is about', () => {
  expect(agentFor({ kind: 'absent' })).toEqual(['not started', 'Plans.']);
  expect(agentFor(live())).toEqual(['idle', 'Plans.']);
  expect(agentFor(live({ status: 'working', context_summary: 'fix it', queue: ['a', 'b'] }))).toEqual([
    'working +2',
    'fix it · Plans.',
  ]);
  expect(agentFor(live({ status: 'blocked', blocked_on: 'Bash: ls' }))).toEqual(['blocked', 'Bash: ls']);
  expect(agentFor(live({ attended: true }))).toEqual(['attended', 'somebody works in its window by hand']);
});

it('an agent that stopped is one to start again; one that could not start says why', () => {
  expect(agentFor(dead({ status: 'stopped', stop_kind: 'down' }))).toEqual(['not started', 'Plans.']);
  expect(agentFor(dead({ status: 'working' }))).toEqual(['dead', 'Plans.']);
  expect(
    agentFor(dead({ status: 'stopped', stop_kind: 'refused', stopped_because: 'not installed' })),
  ).toEqual(['dead', 'not installed']);
  expect(agentFor({ kind: 'unreadable', why: 'it is cut short' })[0]).toBe('unknown');
});

it('the editor is named, and results are offered where some wait', () => {
  const abouts = (own: Parameters<typeof itemsFor>[1]) => itemsFor(live(), own).map(({ about }) => about);
  expect(abouts({ editor: "'/opt/my apps/code' --wait" })).toContain('edit in my editor (code)');
  expect(abouts({ editor: 'FOO=1 nano' })).toContain('edit in my editor (nano)');
  expect(abouts({}).join()).not.toContain('results');
  expect(abouts({ fromHere: 2 })[0]).toBe('results waiting (2)');
  expect(abouts({ others: 3 })[0]).toBe('results waiting (3)');
  expect(abouts({ fromHere: 2, others: 3 })[0]).toBe('results waiting (2, and 3 asked elsewhere)');
});

it('what still runs from here can be waited for again', () => {
  const abouts = (running: string[]) => itemsFor(live(), { running, others: 1 }).map(({ about }) => about);
  expect(abouts(['planning'])[1]).toBe('1 task asked here still runs: wait for it (planning)');
  expect(abouts(['coding', 'planning', 'coding'])[1]).toBe(
    '3 tasks asked here still run: wait for them (coding, planning)',
  );
});
