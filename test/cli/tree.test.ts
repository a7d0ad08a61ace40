import { afterEach, beforeEach, expect, it } from 'vitest';
import { asked, pastTask } from './past.ts';
import { Place } from './run-ctrlg.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

let minutesAgo = 60;
const past = (agent: string, prompt: string, parent: string | null = null, depth = 0) => {
  minutesAgo -= 1;
  return pastTask(place.state, { agent, prompt, minutesAgo, fields: { parent, depth } });
};

it('shows who asked whom, each task below the one in whose turn it was put', async () => {
  const top = past('planning', 'build it');
  const first = past('coding', 'write it', top, 1);
  const below = past('testing', 'test it', first, 2);
  const second = asked(place.state, { agent: 'review', prompt: 'look', fields: { parent: top, depth: 1 } });
  past('planning', 'alone');
  const { out, code } = await place.run(['tree']);
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n').slice(1);
  expect(
    lines.map((line) => line.replace(/\s+(?:\d\d-\d\d )?\d\d:\d\d\s+/, ' ').split(/\s{2,}/)).map(shortened),
  ).toEqual([
    [`${top} planning`, 'done', 'build it'],
    [`├ ${first} coding`, 'done', 'write it'],
    [`│ └ ${below} testing`, 'done', 'test it'],
    [`└ ${second} review`, 'queued', 'look'],
  ]);
});

const shortened = (cells: string[]) => [cells[0], cells[1], cells.at(-1)];

it('shows the whole tree that holds a task, whichever it is, as JSON too', async () => {
  const top = past('planning', 'build it');
  const first = past('coding', 'write it', top, 1);
  past('planning', 'another');
  const { json } = await place.run(['tree', first, '--json']);
  expect(json.trees).toMatchObject([
    {
      task_id: top,
      agent: 'planning',
      status: 'done',
      below: [{ task_id: first, agent: 'coding', below: [] }],
    },
  ]);
  expect(json.trees).toHaveLength(1);
});

it('a task whose parent was cleared away stands at the top', async () => {
  const orphan = past('coding', 'write it', 'mwq4ocq0000', 1);
  const { json } = await place.run(['tree', '--all', '--json']);
  expect(json.trees.map(({ task_id }: { task_id: string }) => task_id)).toEqual([orphan]);
});

it('says what to do where nobody delegated, and where the id is of no task', async () => {
  expect((await place.run(['tree'])).out).toBe('No tasks. Ask for something: ctrlg ask NAME TEXT\n');
  past('planning', 'alone');
  expect((await place.run(['tree'])).out).toBe(
    'No agent has delegated anything, in 1 task. See all of them: ctrlg tree --all\n',
  );
  const { code, err } = await place.run(['tree', 'zzzz']);
  expect(code).toBe(2);
  expect(err).toContain("There is no task 'zzzz'.");
});
