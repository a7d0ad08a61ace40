import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeEvents } from '../../src/agent-wrapper/event-intake.ts';
import { claude } from '../../src/clients/claude.ts';
import type { ClientEvent } from '../../src/clients/client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const prompt = (text: string): string =>
  JSON.stringify({ hook_event_name: 'UserPromptSubmit', session_id: 'c', prompt: text });

/** Puts an event's file there, written this long ago. */
function drop(name: string, text: string, ageMs = 0): void {
  const file = join(folder, name);
  writeFileSync(file, text);
  const written = new Date(Date.now() - ageMs);
  utimesSync(file, written, written);
}

/** Takes what is there; the prompts that were told. */
function taken(handle: (event: ClientEvent) => void = () => {}): string[] {
  const prompts: string[] = [];
  takeEvents(folder, claude, (event) => {
    handle(event);
    if (event.kind === 'submitted') prompts.push(event.prompt);
  });
  return prompts;
}

describe('client events', () => {
  it('are taken in the order in which they were written, whatever they are called', () => {
    drop('9-Stop.json', prompt('first'), 3_000);
    drop('1-Stop.json', prompt('third'), 1_000);
    drop('5-Stop.json', prompt('second'), 2_000);
    expect(taken()).toEqual(['first', 'second', 'third']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are taken in the order of their processes when the clock did not tick between them', () => {
    const written = new Date();
    const pids = [98, 99, 100, 101, 102, 1_000];
    for (const pid of [...pids].sort(() => 1)) {
      drop(`${pid}-Stop.json`, prompt(String(pid)));
      utimesSync(join(folder, `${pid}-Stop.json`), written, written);
    }
    expect(taken()).toEqual(pids.map(String));
  });

  it('are taken once', () => {
    drop('1.json', prompt('once'));
    expect([taken(), taken()]).toEqual([['once'], []]);
  });

  it('wait while they are not whole, and let others pass', () => {
    const whole = prompt('late');
    drop('1.json', whole.slice(0, -1), 2_000);
    drop('2.json', '', 1_000);
    drop('3.json', prompt('in time'));
    expect(taken()).toEqual(['in time']);
    expect(readdirSync(folder)).toEqual(['1.json', '2.json']);
    drop('1.json', whole);
    expect(taken()).toEqual(['late']);
  });

  it('are whole at no byte but the last', () => {
    const whole = prompt('{"a": [1, "é\\""]}');
    for (let length = 0; length < whole.length; length += 1) {
      drop('1.json', whole.slice(0, length));
      expect(taken()).toEqual([]);
    }
    drop('1.json', whole);
    expect(taken()).toHaveLength(1);
  });

  it('are thrown away when their script was killed long ago', () => {
    drop('1.json', '{"hook_event_name": "Sto', 9_000);
    taken();
    expect(readdirSync(folder)).toEqual(['1.json']);
    drop('1.json', '{"hook_event_name": "Sto', 11_000);
    taken();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stay when they cannot be handled, with all that came after them', () => {
    drop('1.json', prompt('a'), 3_000);
    drop('2.json', prompt('b'), 2_000);
    drop('3.json', prompt('c'), 1_000);
    const handled: string[] = [];
    const failOnB = (event: ClientEvent) => {
      if (event.kind === 'submitted') handled.push(event.prompt);
      if (handled.at(-1) === 'b') throw new Error('the disk is full');
    };
    expect(() => taken(failOnB)).toThrow('the disk is full');
    expect(handled).toEqual(['a', 'b']);
    expect(readdirSync(folder)).toEqual(['2.json', '3.json']);
    expect(taken()).toEqual(['b', 'c']);
  });

  it('that say nothing to us are removed', () => {
    drop('1.json', '{"hook_event_name": "PreToolUse"}');
    drop('2.json', '[]');
    drop('3.json', 'null');
    expect(taken()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are files that end in .json; others are left alone', () => {
    drop('notes.txt', prompt('x'));
    expect(taken()).toEqual([]);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  it('are none where there is no folder', () => {
    rmSync(folder, { recursive: true });
    expect(taken()).toEqual([]);
    mkdirSync(folder);
  });
});
