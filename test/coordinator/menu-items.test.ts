import { expect, it } from 'vitest';
import { menuItems } from '../../src/coordinator/menu/items.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import type { AgentState } from '../../src/status/status.ts';
import { dead, live } from './agent-state.ts';

const itemsFor = (state: AgentState, own: { editor?: string; waitingResults?: number } = {}) =>
  menuItems({
    config: parseConfig('{"agents": {"planning": {"description": "Plans."}}}', 'config'),
    stateOf: () => state,
    editor: own.editor,
    waitingResults: own.waitingResults ?? 0,
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
  expect(abouts({ waitingResults: 2 })).toContain('results waiting (2)');
});
