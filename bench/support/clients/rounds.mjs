import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSource } from '../load-source.mjs';
import { shuffled } from '../numbers.mjs';
import { repository } from '../repository.mjs';
import { rivals } from './rivals.mjs';

const WARM_UPS = 3;
/** A TUI draws its screen for a while after a turn. */
const QUIET_MS = 400;
const MODEL_MS = 500;
const PATIENCE_MS = 30_000;

export const CLIENTS = Object.keys(rivals);

/**
 * One real client, behind ctrlg and behind the simplest script, in alternating rounds against the stub of its model. Times in
 * ms: `delivery` from the claim (the script: from the moment at which it hands the prompt over) to the request at the model,
 * `completion` from the model's last byte to the end of the hook (of the script).
 */
export async function measureClient(client, rounds) {
  const source = await loadSource(`
    export { Rig } from './test/support/rig.ts';
    export { claudeBrain } from './test/support/brain.ts';
    export { headlessBrain } from './test/support/headless-brain.ts';
    export { codexBrain } from './test/support/codex-brain.ts';
    export { geminiBrain } from './test/support/gemini-brain.ts';
    export { opencodeBrain } from './test/support/opencode-brain.ts';
    export { Rpc } from './src/connectors/codex/rpc.ts';
    export { until } from './test/support/until.ts';`);
  const open = {
    claude: source.claudeBrain,
    'claude-headless': source.headlessBrain,
    codex: source.codexBrain,
    gemini: source.geminiBrain,
    opencode: source.opencodeBrain,
  }[client];
  const rig = new source.Rig({ brain: await open() });
  const pids = [];
  try {
    const folder = join(rig.root, 'floor');
    mkdirSync(folder);
    const kit = { client: rig.brain.kind };
    const bench = { rig, folder, kit, source, until: source.until, own: (pid) => pids.push(pid) };
    return await new Rounds(bench).measure(client, rounds);
  } finally {
    for (const pid of pids) endQuietly(pid);
    await rig.stop();
  }
}

class Rounds {
  #bench;
  #rival;
  /** When the model was asked, and when it had answered. */
  #asked = 0;
  #answered = 0;

  constructor(bench) {
    this.#bench = bench;
    bench.rig.brain.api.reply(({ text }) => {
      this.#asked = Date.now();
      const until = sleep(MODEL_MS).then(() => {
        this.#answered = Date.now();
      });
      return { kind: 'text', text: `echo: ${text}`, until };
    });
  }

  async measure(client, rounds) {
    const { rig } = this.#bench;
    await rig.hook('@planning warm up').answer;
    this.#rival = await rivals[client](this.#bench);
    const times = { ours: [], rival: [] };
    for (let round = 0; round < rounds + WARM_UPS; round += 1) {
      for (const kind of shuffled(Object.keys(times))) {
        await this.#untilQuiet();
        times[kind].push(await (kind === 'ours' ? this.#ours(round) : this.#theirs(round)));
      }
    }
    for (const kind of Object.keys(times)) times[kind].splice(0, WARM_UPS);
    await this.#addClaims(times.ours);
    const of = (kind, what) => times[kind].map((one) => one[what]);
    return {
      delivery: { ours: of('ours', 'delivery'), rival: of('rival', 'delivery') },
      completion: { ours: of('ours', 'completion'), rival: of('rival', 'completion') },
    };
  }

  async #untilQuiet() {
    const { rig, until } = this.#bench;
    await until('the agent to be idle', () => rig.status('planning')?.status === 'idle');
    await sleep(QUIET_MS);
  }

  async #ours(round) {
    const { rig } = this.#bench;
    const { endMs, text } = await this.#run(
      [join(repository, 'bin/ctrlg-hook')],
      `@planning Round ${round}: ours`,
      {},
    );
    return {
      task: /task (\w+)/.exec(text)[1],
      askedMs: this.#asked,
      completion: endMs - this.#answered,
      rig,
    };
  }

  async #theirs(round) {
    const { folder } = this.#bench;
    const { command, env } = this.#rival;
    const { endMs } = await this.#run(command, `Round ${round}: theirs`, { FLOOR_DIR: folder, ...env });
    const beganMs = Number(readFileSync(join(folder, 'began'), 'utf8')) * 1_000;
    return { delivery: this.#asked - beganMs, completion: endMs - this.#answered };
  }

  async #run([program, ...args], prompt, env) {
    const { rig } = this.#bench;
    const file = join(rig.root, 'prompt of the bench.md');
    writeFileSync(file, prompt);
    const child = spawn(program, [...args, file], {
      cwd: rig.project,
      env: { ...rig.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: PATIENCE_MS,
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    const endMs = Date.now();
    const text = readFileSync(file, 'utf8');
    if (code !== 0 || !text.includes('echo: Round'))
      throw new Error(`${program} ended with ${code}:\n${text}\n${rig.describe()}`);
    return { endMs, text };
  }

  /** When ctrlg claimed each task stands in its history. */
  async #addClaims(ours) {
    for (const one of ours) {
      const { claimed_at } = JSON.parse(one.rig.ctrlg('history', one.task, '--json')).task;
      one.delivery = one.askedMs - Date.parse(claimed_at);
    }
  }
}

function endQuietly(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
