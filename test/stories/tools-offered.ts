import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type ModelStub, startModelStub } from '../../src/model-stub/model-stub.ts';
import type { ClientKit } from '../../src/selftest/kits/kit.ts';
import { scriptedBrain } from '../support/brain.ts';
import { RealChief } from '../support/real-chief.ts';
import { Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** A busy machine takes opencode half a minute to start. */
const PATIENCE_MS = 150_000;

/** `offered` is how the client names our first tool to its model, `asked` the word of its own that set-up rests on. */
export function toolsOffered(kit: ClientKit, { offered, asked }: { offered: string; asked: string }): void {
  let rig: Rig;
  let chief: RealChief | undefined;
  let api: ModelStub;
  afterEach(async () => {
    await chief?.stop();
    await rig?.stop();
    await api?.close();
  });

  it(
    `after ctrlg setup ${kit.client} its model is offered the tools, and after --undo it has no server`,
    async () => {
      api = await startModelStub();
      rig = new Rig({ brain: scriptedBrain() });
      let env: Record<string, string> = {};
      const setup = (...flags: string[]) =>
        JSON.parse(
          execFileSync(join(repository, 'bin/ctrlg'), ['setup', kit.client, '--json', ...flags], {
            cwd: rig.project,
            env,
            encoding: 'utf8',
          }),
        ).clients[0];
      chief = await RealChief.start(rig, kit, {
        apiUrl: api.url,
        beforeStart: (its) => {
          env = its;
          expect(setup().mcp.proof).toEqual({ kind: 'in force', detail: expect.stringContaining(asked) });
        },
      });
      // The server is started beside the client: it may be there a moment later.
      const isOffered = () => api.requests.some(({ body }) => JSON.stringify(body).includes(offered));
      // Enter comes on its own: right after other keys it is a line break to Codex, which takes the burst for a paste.
      let isTyped = false;
      const say = () => {
        if (isOffered()) return true;
        if (isTyped) chief!.keys('Enter');
        else chief!.type('hello');
        isTyped = !isTyped;
        return false;
      };
      await until('the tools', say, { everyMs: 750, timeoutMs: 60_000, show: () => chief!.screen() });
      await chief.stop();
      expect(setup('--undo').mcp.changed).toBe(true);
      expect(setup('--print').plan.join('\n')).toMatch(/mcp/);
    },
    PATIENCE_MS,
  );
}
