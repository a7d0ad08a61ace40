import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelStub, startModelStub } from '../../src/model-stub/model-stub.ts';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { codexKit } from '../../src/selftest/kits/codex.ts';
import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { ODD_PROMPTS, type OddPrompt, sized } from '../../src/selftest/prompts.ts';
import { type Brain, scriptedBrain } from '../support/brain.ts';
import { installClient } from '../support/install-client.ts';
import { RealChief } from '../support/real-chief.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

const KITS = [claudeKit, codexKit, geminiKit, opencodeKit];
const CLIENTS = KITS.map((kit) => [kit.client, kit] as const);
/** What an agent takes of a prompt: byte for byte, or as Claude Code does, or without blanks at both ends. */
const TAKES: Record<string, (prompt: string, arrives: string) => string> = {
  claude: (_, arrives) => arrives,
  codex: (prompt) => prompt,
  gemini: (_, arrives) => arrives.replaceAll(/\r\n?/g, '\n').trim(),
  opencode: (prompt) => prompt,
};
const SIZES: OddPrompt[] = [1, 1_024, 16_384, 65_536].map((bytes) => ({
  odd: `${bytes} bytes`,
  prompt: sized(bytes),
}));

// Every client delegates to every client: each chief and each agent is started once, before one stub of all their models.
let rig: Rig;
let api: ModelStub;
beforeAll(async () => {
  api = await startModelStub();
  api.reply(({ text }) => `echo: ${text}`);
  const binaries = await Promise.all(KITS.map(installClient));
  const agents = KITS.map(({ client, agentArgs }, index) => [
    client,
    { client, command: [binaries[index]], args: agentArgs },
  ]);
  rig = new Rig({ brain: brainOfAll(), agents: Object.fromEntries(agents) });
  await rig.ctrlgSoon('up', '--timeout', '110');
}, 16 * 60_000);
afterAll(async () => {
  await rig?.stop();
  await api?.close();
});

describe.each(CLIENTS)('a chief of %s', (chiefClient, kit) => {
  let chief: RealChief;
  beforeAll(async () => {
    chief = await RealChief.start(rig, kit, { apiUrl: api.url });
  }, 120_000);
  afterAll(() => chief?.stop());

  // Gemini CLI draws 64 KB for seconds.
  it.each(CLIENTS)(
    'delegates to an agent of %s, and every byte comes back',
    { timeout: 240_000 },
    async (agent) => {
      let answer = '';
      for (const { odd, prompt, arrives = prompt } of [...oddOnesFor(chiefClient, agent), ...SIZES]) {
        answer = (await chief.pressWith(`@${agent} ${prompt}`, 60_000)).toString('utf8');
        const taken = api.requests.findLast(({ text }) => text !== '')!.text;
        expect(taken, odd).toBe(TAKES[agent]!(prompt, arrives));
        expect(answer.replace(/^\[ctrlg\] .*\n\n/, ''), odd).toBe(`echo: ${taken}`);
      }
      // And the client has put the last one, the biggest, into its input box as it was.
      const isThere = async () => (await chief.box()).trimEnd() === answer.trimEnd();
      await until('the answer in the box', isThere, { everyMs: 300, show: () => chief.screen() });
    },
  );
});

/** All of them, spread over the pairs. */
function oddOnesFor(chief: string, agent: string): readonly OddPrompt[] {
  const [row, column] = [chief, agent].map((client) => KITS.findIndex((kit) => kit.client === client));
  const pairs = KITS.length ** 2;
  return ODD_PROMPTS.filter((_, index) => index % pairs === row! * KITS.length + column!);
}

/** All four clients in one home: their settings lie apart. */
function brainOfAll(): Brain {
  return {
    ...scriptedBrain(),
    agent: {},
    prepare: ({ root, project }) => {
      const place = { home: join(root, 'h'), apiUrl: api.url };
      for (const kit of KITS) kit.prepareHome({ ...place, projectDirs: [project] });
      return { ...Object.assign({}, ...KITS.map((kit) => kit.env(place))), CTRLG_USER_EDITOR: 'false' };
    },
  };
}
