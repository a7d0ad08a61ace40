import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { Place } from './run-ctrlg.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
  place.configure({ agents: { planning: { client: 'scripted' } } });
});
afterEach(() => place.remove());

const asking = (fields: object = {}) =>
  place.writeStatus('planning', {
    status: 'blocked',
    blocked_on: 'Bash: touch it',
    question_id: 'q-1',
    ...fields,
  });
const folder = (name: string) => {
  const made = join(place.state, 'agents/planning', name);
  mkdirSync(made, { recursive: true });
  return made;
};

/** Takes the answer as the script beside the dialog does. */
const taken = () =>
  until('the answer', () => readdirSync(folder('answers'))[0]).then((id) => {
    renameSync(join(folder('answers'), id), join(folder('answered'), id));
    return id;
  });

describe('ctrlg approve and ctrlg deny', () => {
  it.each([
    ['approve', [], 'planning: approved: Bash: touch it\n'],
    ['approve', ['--no'], 'planning: denied: Bash: touch it\n'],
    ['deny', [], 'planning: denied: Bash: touch it\n'],
  ])('say what they have answered: %s %j', async (verb, more, out) => {
    asking();
    const [ran, id] = await Promise.all([place.run([verb, 'planning', ...more]), taken()]);
    expect(ran).toMatchObject({ code: 0, out, err: '' });
    expect(id).toBe('q-1');
  });

  it('take a note with a no only: no client passes one on with a yes', async () => {
    asking();
    const ran = await place.run(['approve', 'planning', '--note', 'quickly']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('the agent would not hear of it');
    const [, id] = await Promise.all([place.run(['deny', 'planning', '--note', 'use rimraf']), taken()]);
    expect(readFileSync(join(folder('answered'), id), 'utf8')).toContain('\n"use rimraf"\n');
  });

  it('say it as JSON', async () => {
    asking();
    const [{ json }] = await Promise.all([place.run(['deny', 'planning', '--json']), taken()]);
    const fields = { agent: 'planning', question_id: 'q-1', question: 'Bash: touch it', decision: 'deny' };
    expect(json).toEqual(fields);
  });

  it('hide nothing of the question', async () => {
    asking({ blocked_on: 'Bash: a \u001b]0;rm -rf ~;\u0007' });
    const [{ out }] = await Promise.all([place.run(['approve', 'planning']), taken()]);
    expect(out).toBe('planning: approved: Bash: a <U+001B>]0;rm -rf ~;<U+0007>\n');
  });

  it.each<[string, object | undefined, string[], string]>([
    ['does not run', { pid: 1, pid_started: '0' }, [], 'planning asks nothing: it does not run.'],
    [
      'asks nothing',
      { status: 'idle', blocked_on: null, question_id: null },
      [],
      'planning asks nothing (it is idle). See the agents with: ctrlg status',
    ],
    [
      'tries again by itself',
      { blocked_on: 'retrying', question_id: null, retry_at: '2030-01-01T00:00:00.000Z' },
      [],
      'planning asks nothing (it is blocked).',
    ],
    [
      'can be answered in its window only',
      { question_id: null },
      [],
      'This can be answered in the window of planning only: Bash: touch it Open it with: ctrlg attach planning',
    ],
    [
      'asks something else by now',
      {},
      ['--question', 'q-0'],
      'planning does not ask q-0 any more; it asks q-1: Bash: touch it',
    ],
    ['is no workflow', {}, ['step-2'], "planning is an agent: it has no step 'step-2'."],
  ])('answer nothing of an agent that %s', async (_, fields, more, message) => {
    asking(fields);
    const { code, err } = await place.run(['approve', 'planning', ...more]);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
  });

  it('say so when nobody takes the answer, and leave none', async () => {
    asking();
    const { code, err } = await place.run(['approve', 'planning']);
    expect(code).toBe(1);
    expect(err).toContain('planning did not take the answer: nothing was approved.');
    expect(err).toContain('ctrlg attach planning');
    expect(readdirSync(folder('answers'))).toEqual([]);
  });

  it('name what there is where neither an agent nor a run is called so', async () => {
    const { code, err } = await place.run(['approve', 'nobody']);
    expect(code).toBe(1);
    expect(err).toBe(
      "ctrlg: There is no agent and no run 'nobody'. See them with: ctrlg status, ctrlg run --list\n",
    );
  });
});

describe('ctrlg status', () => {
  it('says how to answer what an agent asks', async () => {
    asking();
    const { out } = await place.run(['status']);
    expect(out).toMatch(/└ waits for you: Bash: touch it\n +ctrlg approve planning · ctrlg deny planning\n/);
    expect((await place.run(['status', '--json'])).json.agents[0].question_id).toBe('q-1');
  });

  it.each([
    ['has more than one line', 'Bash: a\nb'],
    ['hides something', 'Bash: a\u001b[8mb'],
  ])('sends a person to the window for a question that %s', async (_, blocked_on) => {
    asking({ blocked_on });
    const { out } = await place.run(['status']);
    expect(out).toContain('see the whole, and answer: ctrlg attach planning');
  });
});
