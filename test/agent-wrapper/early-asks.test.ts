import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeAsks } from '../../src/agent-wrapper/early-asks.ts';
import { askKey, takeAsk as takeAskFile } from '../../src/asking/ask-file.ts';
import { agentPlaces, asksFolder, taskPlaces, tasksFolder } from '../../src/project/places.ts';
import type { Project } from '../../src/project/project.ts';
import { putTask, readPrompt, readTask } from '../../src/tasks/put.ts';
import { aTask, newStorePerTest } from '../tasks/store.ts';

const store = newStorePerTest();
let project: Project;
const agents = { planning: { client: 'scripted' }, coding: { client: 'scripted' } };

beforeEach(() => {
  const folder = join(store.home, 'my project');
  mkdirSync(join(folder, 'below'), { recursive: true });
  mkdirSync(asksFolder(store.home));
  project = { folder, name: 'my-project', home: store.home, session: 'x' };
  configure({ agents });
});

const configure = (config: object) =>
  writeFileSync(join(project.folder, 'ctrlg.config.json'), JSON.stringify(config));

interface Press {
  readonly prompt: string;
  readonly folder?: string;
  readonly config?: string;
  readonly lines?: (lines: string[]) => string[];
}

/** A key press as the hook's front door tells of it; the id of its task. */
function press({ prompt, folder = project.folder, config = '', lines = (all) => all }: Press): string {
  const file = join(store.home, 'a prompt.md');
  writeFileSync(file, prompt);
  const ask = join(asksFolder(store.home), '0000beef-1111-2222-3333-444444444444');
  writeFileSync(
    ask,
    lines(['ctrlg ask 2', folder, config, file, '4711', '%7', '/tmp/tmux,1,2', 'end', '']).join('\n'),
  );
  return askKey(ask)!.id;
}

async function isTaken(agent = 'planning'): Promise<boolean> {
  let is = false;
  await takeAsks(project, agent, () => {
    is = true;
  });
  return is;
}
const tasks = () => (existsSync(tasksFolder(store.home)) ? readdirSync(tasksFolder(store.home)) : []);

describe('a key press', () => {
  it('is taken by the agent that its prompt names, under the key that its hook will give it', async () => {
    const id = press({ prompt: '@planning  what now?\n' });
    expect(await isTaken()).toBe(true);
    expect(readPrompt(store.home, id)).toBe(' what now?\n');
    expect(readTask(store.home, id)).toMatchObject({
      agent: 'planning',
      origin: { kind: 'hook', pid: 4711, pane: '%7', tmux: '/tmp/tmux' },
    });
    expect(readdirSync(agentPlaces(store.home, 'planning').inbox)).toEqual([id]);
  });

  it('is told of with its prompt file and the template of its answer', async () => {
    configure({ agents, answerTemplate: 'so: {result}' });
    const id = press({ prompt: '@planning x' });
    const told: unknown[] = [];
    await takeAsks(project, 'planning', ({ key, promptFile }, template) =>
      told.push([key.id, promptFile, template]),
    );
    expect(told).toEqual([[id, join(store.home, 'a prompt.md'), 'so: {result}']]);
  });

  it.each(['hook', 'agent'] as const)('whose answer the %s gives is not taken any more', async (who) => {
    press({ prompt: '@planning x' });
    const ask = join(asksFolder(store.home), '0000beef-1111-2222-3333-444444444444');
    expect(takeAskFile(ask, who)).toBe(true);
    expect(await isTaken()).toBe(false);
  });

  it('is taken once', async () => {
    press({ prompt: '@planning x' });
    expect([await isTaken(), await isTaken(), tasks().length]).toEqual([true, false, 1]);
  });

  it('is not taken when its hook was faster', async () => {
    const id = press({ prompt: '@planning early' });
    putTask(store.home, aTask({ id }), 'from the hook');
    expect(await isTaken()).toBe(false);
    expect(readPrompt(store.home, id)).toBe('from the hook');
  });

  it('from a folder below the project’s is one of the project', async () => {
    press({ prompt: '@planning x', folder: join(project.folder, 'below') });
    expect(await isTaken()).toBe(true);
  });

  it('without a mention is taken by the default agent', async () => {
    configure({ agents, default: 'planning' });
    press({ prompt: 'no name here' });
    expect([await isTaken('coding'), await isTaken('planning')]).toEqual([false, true]);
  });

  it('keeps the text above its mention as its context', async () => {
    configure({ agents, default: 'planning' });
    const id = press({ prompt: 'Mind the wind.\n@planning where to?' });
    expect(await isTaken()).toBe(true);
    expect(readPrompt(store.home, id)).toBe('where to?');
    expect(readFileSync(join(taskPlaces(store.home, id).folder, 'context.md'), 'utf8')).toBe(
      'Mind the wind.',
    );
  });

  it.each([
    ['names another agent', { prompt: '@coding x' }],
    ['names nobody', { prompt: 'what now?' }],
    ['names an unknown agent', { prompt: '@nobody x' }],
    ['is for whoever is free', { prompt: '@auto x' }],
    ['says nothing', { prompt: '@planning \u200b ' }],
    ['holds NUL', { prompt: '@planning a\0b' }],
    ['is of another project', { prompt: '@planning x', folder: '/' }],
    ['has a config of its own', { prompt: '@planning x', config: '/etc/ctrlg.config.json' }],
    ['comes from a folder that is gone', { prompt: '@planning x', folder: '/nowhere/at/all' }],
  ])('that %s is left to its hook', async (_, asked) => {
    press(asked);
    expect(await isTaken()).toBe(false);
    expect(tasks()).toEqual([]);
  });

  it.each([
    ['is not whole yet', (all: string[]) => all.slice(0, 4)],
    ['is of a version to come', (all: string[]) => ['ctrlg ask 3', ...all.slice(1)]],
    ['is of an older hook', (all: string[]) => ['ctrlg ask 1', ...all.slice(1)]],
    ['has a line break in a path', (all: string[]) => [...all.slice(0, 3), 'a', ...all.slice(3)]],
  ])('whose ask %s is left to its hook', async (_, lines) => {
    press({ prompt: '@planning x', lines });
    expect(await isTaken()).toBe(false);
    expect(tasks()).toEqual([]);
  });

  it('of long ago is not taken, and is forgotten after a day', async () => {
    const ask = join(asksFolder(store.home), '0000beef-1111-2222-3333-444444444444');
    press({ prompt: '@planning x' });
    utimesSync(ask, Date.now() / 1000 - 5, Date.now() / 1000 - 5);
    expect([await isTaken(), existsSync(ask)]).toEqual([false, true]);
    utimesSync(ask, Date.now() / 1000 - 90_000, Date.now() / 1000 - 90_000);
    expect([await isTaken(), existsSync(ask)]).toEqual([false, false]);
  });

  it('is left to its hook while the config has a mistake', async () => {
    writeFileSync(join(project.folder, 'ctrlg.config.json'), '{');
    press({ prompt: '@planning x' });
    expect(await isTaken()).toBe(false);
  });
});
