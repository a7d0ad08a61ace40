/* biome-ignore-all lint/suspicious/noThenProperty: the stub's word for what follows a tool's result */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { claudeBrain, type RealBrain } from '../support/brain.ts';
import { Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.stop());

const TOOLS = 'mcp__plugin_ctrlg_ctrlg';

/** Real Claude Code with our plugin as the chief, and an agent without a model. */
async function start(): Promise<{ brain: RealBrain; pane: string; say(text: string): void }> {
  const brain = await claudeBrain();
  rig = new Rig({ brain, agents: { planning: { client: 'scripted', command: undefined, args: [] } } });
  const path = `${join(repository, 'bin')}:${rig.env.PATH}`;
  const command = `${brain.chiefCommand} --plugin-dir '${repository}/plugin' --allowedTools ${TOOLS}`;
  const pane = rig.tmux.start('plugin-chief', rig.project, `exec env PATH='${path}' ${command}`);
  await until('the chief to be ready', () => brain.isChiefReady(rig.tmux.screen(pane)), {
    timeoutMs: 30_000,
    show: () => rig.tmux.screen(pane),
  });
  const say = (text: string) => {
    rig.tmux.type(pane, text);
    rig.tmux.keys(pane, 'Enter');
  };
  return { brain, pane, say };
}

const LOOK_UP = { name: 'ToolSearch', input: { query: `select:${TOOLS}__assign_task` } };
const ASSIGN = { name: `${TOOLS}__assign_task`, input: { agent: 'planning', prompt: 'what a tool asks' } };

/** Claude Code tells its model the names only; the rest it is to look up with ToolSearch. */
const hasTools = (body: unknown) => JSON.stringify(body).includes(`${TOOLS}__assign_task`);

it('Claude Code with the plugin assigns a task by a tool, and hears of its end at its next turn, once', async () => {
  const { brain, pane, say } = await start();
  const show = { show: () => rig.tmux.screen(pane), timeoutMs: 60_000 };
  brain.api.reply(({ text }) => {
    if (text.includes('delegate it')) return { kind: 'tool', ...LOOK_UP, then: 'looked it up' };
    // That is what Claude Code says below the answer of a look-up.
    if (text === 'Tool loaded.') return { kind: 'tool', ...ASSIGN, then: 'It has its ticket.' };
    return `heard: ${text.slice(0, 20)}`;
  });
  // The server of tools is started beside the client: it may be there a moment later.
  await until(
    'the tools to be there',
    async () => {
      say('are you there?');
      const { body } = await brain.api.nextRequest(({ text }) => text.includes('are you there?'));
      return hasTools(body);
    },
    { ...show, everyMs: 1_000 },
  );
  say('delegate it');
  await until('the task to be done', () => rig.ctrlg('results').includes('done'), show);
  const news = 'Background task';
  await until(
    'the chief to hear of it',
    () => {
      say('go on');
      return brain.api.requests.some(({ body }) => JSON.stringify(body).includes(news));
    },
    { ...show, everyMs: 2_000 },
  );
  const first = timesTold(brain.api.requests.at(-1)!.body, news);
  say('and once more');
  const { body } = await brain.api.nextRequest(({ text }) => text.includes('and once more'));
  expect(timesTold(body, news)).toBe(first);
  expect(JSON.stringify(body)).toContain('of agent planning has ended: done');
});

/** The client may repeat a hook's words, in the words of its own around them: more of them would be more news. */
const timesTold = (body: unknown, news: string): number => JSON.stringify(body).split(news).length - 1;
