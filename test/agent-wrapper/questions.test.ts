import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Questions } from '../../src/agent-wrapper/questions.ts';
import { type AgentPlaces, agentPlaces } from '../../src/project/places.ts';
import { answerQuestion } from '../../src/status/answer.ts';

let home: string;
let places: AgentPlaces;
let questions: Questions;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-questions-'));
  places = agentPlaces(home, 'planning');
  for (const folder of [places.questions, places.answers, places.answered])
    mkdirSync(folder, { recursive: true });
  questions = new Questions(places);
});
afterEach(() => rmSync(home, { recursive: true }));

const asks = (text: string, id?: string) => questions.add({ text, id, sinceMs: 1 });
const handOver = (id: string) => writeFileSync(join(places.questions, id), '');
const answered = (id: string, text = 'approve\nfrom the hook\n""\n') => {
  writeFileSync(join(places.answered, id), text);
  rmSync(join(places.questions, id), { force: true });
};
const left = () =>
  [places.questions, places.answers, places.answered].flatMap((folder) => readdirSync(folder));

describe('the questions of a client', () => {
  it('are answered one after the other, the oldest first', () => {
    asks('Read: /a', 'q1');
    asks('Read: /b', 'q2');
    expect(questions.first).toMatchObject({ text: 'Read: /a', id: 'q1' });
    answered('q2');
    expect(questions.takeAnswered()).toMatchObject([
      { question: { id: 'q2' }, how: 'approved from the hook' },
    ]);
    expect(questions.first).toMatchObject({ id: 'q1' });
    answered('q1', 'deny\nby ctrlg deny\n"no"\n');
    expect(questions.takeAnswered()).toMatchObject([{ how: 'denied by ctrlg deny' }]);
    expect(questions.first).toBeUndefined();
    expect(questions.takeAnswered()).toEqual([]);
    questions.clear();
    expect(left()).toEqual([]);
  });

  it('that were answered stay so for whoever answers a moment later', async () => {
    handOver('q1');
    asks('Bash: ls', 'q1');
    answered('q1');
    questions.takeAnswered();
    expect(await answerQuestion(places, 'q1', { decision: 'deny', by: 'by another' })).toBe(
      'answered-before',
    );
    expect(left()).toEqual(['q1']);
  });

  it('are one, however often the same event is seen', () => {
    expect([asks('Bash: ls', 'q1'), asks('Bash: ls', 'q1')]).toEqual([true, false]);
    expect(questions.close()).toHaveLength(1);
  });

  it('that are over end their script, and leave a late answer to its giver, who is told that nobody took it', () => {
    handOver('q1');
    asks('Bash: ls', 'q1');
    writeFileSync(join(places.answers, 'q1'), 'approve\n');
    questions.closeFirst('Bash: ls');
    expect(left()).toEqual(['q1']);
    expect(existsSync(join(places.questions, 'q1'))).toBe(false);
    questions.clear();
    expect(left()).toEqual([]);
  });

  it('in the same words are over one at a time', () => {
    asks('Bash: ls', 'q1');
    asks('Bash: ls', 'q2');
    expect(questions.closeFirst('Bash: ls')).toMatchObject([{ id: 'q1' }]);
    expect(questions.closeFirst('Bash: pwd')).toEqual([]);
    expect(questions.first).toMatchObject({ id: 'q2' });
  });

  it('whose script has ended are answered in the window only', () => {
    handOver('q1');
    asks('Bash: ls', 'q1');
    questions.takeAnswered();
    expect(questions.first).toMatchObject({ id: 'q1' });
    rmSync(join(places.questions, 'q1'));
    questions.takeAnswered();
    expect(questions.first).toMatchObject({ text: 'Bash: ls', id: undefined });
  });

  it('that only a connector knows of need no script', () => {
    asks('exec: ls', 'q1');
    questions.takeAnswered();
    expect(questions.first).toMatchObject({ id: 'q1' });
  });

  it('of which nobody could read the whole are answered in the window only', () => {
    handOver('q1');
    asks(`Write: /a\ncontent: ${'x'.repeat(10_000)}`, 'q1');
    expect(questions.first?.id).toBeUndefined();
    expect(existsSync(join(places.questions, 'q1'))).toBe(false);
  });

  it('with an id that is no file name are answered in the window only', () => {
    asks('Bash: ls', '../inbox/x');
    expect(questions.first?.id).toBeUndefined();
  });

  it('are told in their own words as soon as these are known', () => {
    questions.add({ text: 'It waits for a person: x', sinceMs: 1, isVague: true });
    asks('Bash: ls');
    expect(questions.close()).toMatchObject([{ text: 'Bash: ls' }]);
  });

  it('an answer to one whose event has not come yet stays until then', () => {
    answered('q1');
    expect(questions.takeAnswered()).toEqual([]);
    asks('Bash: ls', 'q1');
    expect(questions.takeAnswered()).toHaveLength(1);
  });
});
