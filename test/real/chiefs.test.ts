import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHIEFS } from '../../src/chiefs/chiefs.ts';
import { recogniseChief } from '../../src/chiefs/recognise.ts';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { codexKit } from '../../src/selftest/kits/codex.ts';
import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { sleep } from '../../src/system/clock.ts';
import { scriptedBrain } from '../support/brain.ts';
import { childrenOf, RealChief } from '../support/real-chief.ts';
import { Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

const BIG = Array.from(
  { length: 1100 },
  (_, n) => `${n} "quoted" \`code\` $HOME \\n 漢字 ${'x'.repeat(24)}`,
).join('\n');
const VIEW = /q stop waiting/;

// Real clients as chiefs, our own agents behind them.
describe.each([claudeKit, codexKit, geminiKit, opencodeKit].map((kit) => [kit.client, kit] as const))(
  '%s as the chief',
  (_, kit) => {
    const known = CHIEFS.find(({ client }) => client === kit.client)!;
    let rig: Rig;
    let chief: RealChief;

    const rules = [
      { includes: 'a big answer', do: [{ reply: BIG }] },
      { includes: 'an empty answer', do: [{ reply: '' }] },
    ];
    beforeAll(async () => {
      rig = new Rig({
        brain: scriptedBrain(rules),
        agents: { planning: {}, coding: {}, hanging: {} },
        config: { default: 'hanging' },
      });
      chief = await RealChief.start(rig, kit);
    }, 16 * 60_000);
    afterAll(async () => {
      await chief?.stop();
      await rig?.stop();
    });
    afterEach(async () => {
      if (VIEW.test(chief.screen())) chief.keys('q');
    });

    it('starts its editor with the file last, in a terminal of the kind we know it by', async () => {
      await chief.put('@hanging hang-1');
      const { file, argv, stty, pid } = await chief.press();
      expect(argv.at(-1)).toBe(file);
      expect(recogniseChief(file, 1)?.client).toBe(kit.client);
      expect(recogniseChief('/tmp/somewhere-new.md', pid)?.client).toBe(kit.client);
      expect(/(?<!-)isig/.test(stty) ? 'cooked' : 'raw').toBe(known.terminal);
      await leave();
    });

    it('has the answer in its input box, and nothing of ours on its screen', async () => {
      const box = await chief.ask('@planning for the box');
      expect(box.trimEnd()).toMatch(/^\[ctrlg\] planning · done in .*\n\necho: for the box$/);
      await until('the answer on the screen', () => chief.screen().includes('echo: for the box'));
      expect(chief.screen()).not.toMatch(/planning {2}working|editor to continue/);
    });

    it.each([60, 200])(
      'is covered by the waiting view at %i columns and comes back as it was',
      async (columns) => {
        await chief.put('@hanging hang-1 and wait');
        const before = chief.screen();
        chief.resize(columns);
        await chief.press();
        await until('the view', () => VIEW.test(chief.screen()), { show: () => chief.screen() });
        expect(chief.screen()).toMatch(/^[●○] hanging {2}(working|queued)/m);
        await leave();
        await until('the view to be gone', () => !VIEW.test(chief.screen()), { show: () => chief.screen() });
        expect(chief.screen()).not.toContain('● hanging');
        chief.resize(120);
        await until('the box', () => chief.screen().includes('hang-1 and wait'), {
          show: () => `${before}\n${chief.screen()}`,
        });
      },
    );

    it('lives when Ctrl-C stops the wait, and every key that was typed was ours', async () => {
      await chief.put('@hanging hang-1 keys');
      await chief.press();
      await until('the view', () => VIEW.test(chief.screen()), { show: () => chief.screen() });
      for (let n = 0; n < 30; n += 1) chief.keys('z');
      chief.keys('C-c');
      await chief.untilBack();
      expect(chief.isAlive).toBe(true);
      expect((await chief.box()).trimEnd()).toBe('@hanging hang-1 keys');
    });

    it.each(['Node', 'the front door'])('keeps the prompt when %s of the hook is killed', async (which) => {
      await chief.put('@hanging hang-1 killed');
      const { pid } = await chief.press();
      await until('the view', () => VIEW.test(chief.screen()), { show: () => chief.screen() });
      const frontDoor = childOf(pid);
      process.kill(which === 'Node' ? childOf(frontDoor) : frontDoor, 'SIGKILL');
      await chief.untilBack();
      expect((await chief.box()).trimEnd()).toBe('@hanging hang-1 killed');
      expect(chief.isAlive).toBe(true);
    });

    it('takes an answer of 64 KB, byte for byte', async () => {
      expect(Buffer.byteLength(BIG)).toBeGreaterThan(64 * 1024);
      const box = await chief.ask('@planning give a big answer', 60_000);
      expect(box.trimEnd().replace(/^\[ctrlg\].*\n\n/, '')).toBe(BIG);
    });

    it('is told in words of an empty answer where it would keep the draft', async () => {
      const config = JSON.parse(readFileSync(`${rig.project}/ctrlg.config.json`, 'utf8'));
      rig.configure({ ...config, answerTemplate: '{result}' });
      const box = await chief.ask('@coding give an empty answer');
      rig.configure(config);
      if (known.fileEmptied === 'file taken') expect(box).toBe('');
      else expect(box).toMatch(/^\[ctrlg\] coding · done in .* · its answer is empty · task \w+\s*$/);
    });

    it('lives when Ctrl-C comes while its editor is being started', async () => {
      const plain = await RealChief.start(rig, kit, { isPlain: true });
      plain.type('hang-1 for ever');
      const isBack = () =>
        plain.screen().includes('hang-1 for ever') &&
        !/q stop waiting|editor to continue/.test(plain.screen());
      for (const ms of [30, 60, 120, 250]) {
        await until('the prompt in the box', isBack, { show: () => plain.screen() });
        plain.keys(...kit.editorKeys);
        await sleep(ms);
        plain.keys('C-c');
        // Whichever of the two had the key: after this time both have dealt with it.
        await sleep(1_500);
        expect(plain.isAlive).toBe(true);
        // The client had it, and started its editor all the same: a person presses again.
        if (VIEW.test(plain.screen())) plain.keys('C-c');
      }
      await until('the prompt in the box', isBack, { show: () => plain.screen() });
      await plain.stop();
    });

    async function leave(): Promise<void> {
      await until('the view', () => VIEW.test(chief.screen()), { show: () => chief.screen() });
      chief.keys('q');
      await chief.untilBack();
    }
  },
);

function childOf(pid: number): number {
  const [child] = childrenOf(pid);
  if (!child) throw new Error(`${pid} has no child.`);
  return child;
}
