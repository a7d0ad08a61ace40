import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentPlaces, agentPlaces } from '../../src/project/places.ts';
import { answerQuestion, isQuestionId, readAnswer } from '../../src/status/answer.ts';
import { until } from '../support/until.ts';

let home: string;
let places: AgentPlaces;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-answer-'));
  places = agentPlaces(home, 'planning');
  mkdirSync(places.answered, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

const answers = () => readdirSync(places.answers);
const take = (id: string) => renameSync(join(places.answers, id), join(places.answered, id));
const approve = (id = 'q-1') => answerQuestion(places, id, { decision: 'approve', by: 'from the hook' });

describe('an answer from afar', () => {
  it('is taken by whoever asks for the client', async () => {
    const end = approve();
    expect(readFileSync(join(places.answers, 'q-1'), 'utf8')).toBe('approve\nfrom the hook\n""\n');
    take('q-1');
    expect(await end).toBe('taken');
    expect(readAnswer(join(places.answered, 'q-1'))).toEqual({ decision: 'approve', by: 'from the hook' });
  });

  it('counts only when it is the first, also once that one was taken', async () => {
    const first = approve();
    expect(await approve()).toBe('answered-before');
    take('q-1');
    expect(await approve()).toBe('answered-before');
    expect(await first).toBe('taken');
  });

  it('given in the same moment as another one, which was taken, is withdrawn', async () => {
    const first = approve();
    take('q-1');
    // The second has looked before that, and leaves its answer after it.
    renameSync(join(places.answered, 'q-1'), join(home, 'aside'));
    const second = approve();
    renameSync(join(home, 'aside'), join(places.answered, 'q-1'));
    expect(await second).toBe('answered-before');
    expect(await first).toBe('taken');
    expect(answers()).toEqual([]);
  });

  it('is withdrawn when nobody takes it', async () => {
    const end = approve();
    await until('it to be there', () => answers().length > 0);
    expect(await end).toBe('not-taken');
    expect(answers()).toEqual([]);
    expect(readdirSync(places.folder).sort()).toEqual(['answered', 'answers']);
  });

  it.each(['perhaps', '', 'approved\n'])('is none: %j', (text) => {
    writeFileSync(join(places.answered, 'q-2'), text);
    expect(readAnswer(join(places.answered, 'q-2'))).toBeUndefined();
  });
});

it.each([
  ['12-34', true],
  ['per_0a.b', true],
  ['../inbox/x', false],
  ['.x', false],
  ['', false],
  ['a\nb', false],
])('%j is the id of a question: %s', (id, is) => {
  expect(isQuestionId(id)).toBe(is);
});
