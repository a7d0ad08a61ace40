import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';
import { driveEveryTool, TWO_STEPS } from './every-tool.ts';
import { Chief } from './mcp-client.ts';

let rig: Rig;
let chief: Chief;
afterEach(async () => {
  await chief.close();
  await rig.stop();
});

it('the SDK’s client drives every tool; what is given and answered fits the listed schemas', async () => {
  rig = new Rig({ brain: scriptedBrain() });
  mkdirSync(join(rig.project, 'workflows'));
  writeFileSync(join(rig.project, 'workflows/two-steps.yaml'), TWO_STEPS);
  chief = await Chief.start(rig);
  await driveEveryTool({
    list: async () => (await chief.client.listTools()).tools,
    // It holds answers to the schemas too, and throws where one does not fit.
    call: (name, args) => chief.call(name, args),
  });
  expect(chief.said).toBe('');
}, 60_000);
