import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSource } from './load-source.mjs';
import { shuffled } from './numbers.mjs';
import { repository } from './repository.mjs';
import { words } from './shell-words.mjs';

const SUPPORT = join(repository, 'bench/support');
const BIN = join(repository, 'bin');
const WARM_UPS = 3;
/** Claude Code draws its screen for a while after a turn and after its editor. */
const QUIET_MS = 400;
const MODEL_MS = 50;

/** Real Claude Code as the chief and behind both rivals, against a stub of the model. Times in ms, less the agent's turn. */
export async function* claudeSeries(rounds) {
  const source = await loadSource(`
    export { Rig } from './test/support/rig.ts';
    export { claudeBrain } from './test/support/brain.ts';
    export { until } from './test/support/until.ts';`);
  const brain = await source.claudeBrain();
  brain.api.reply(({ text }) => ({ kind: 'text', text: `echo: ${text}`, delayMs: MODEL_MS }));
  const rig = new source.Rig({ brain });
  try {
    yield await new ClaudeBench(rig, source.until).measure(rounds);
  } finally {
    await rig.stop();
  }
}

class ClaudeBench {
  #rig;
  #until;
  #folder;
  #floor;

  constructor(rig, until) {
    this.#rig = rig;
    this.#until = until;
    this.#folder = join(rig.root, 'bench');
    this.#floor = join(rig.root, 'floor');
    mkdirSync(this.#folder);
    for (const step of ['pending', 'placing', 'placed', 'draft', 'pressed', 'taken'])
      mkdirSync(join(this.#floor, 'deliver', step), { recursive: true });
    execFileSync('mkfifo', [join(this.#floor, 'clock')]);
    this.#stampTurns();
  }

  async measure(rounds) {
    const rig = this.#rig;
    await rig.hook('@planning warm up').answer;
    const floorPane = await this.#startFloorAgent();
    const chief = await this.#startChief(floorPane);
    const times = { node: [], ours: [], rival: [] };
    for (let round = 0; round < rounds + WARM_UPS; round += 1) {
      for (const kind of shuffled(Object.keys(times))) {
        times[kind].push(await this.#press(chief, kind, `@planning Round ${round}: say something`));
      }
    }
    const turns = {
      ours: this.#turnsOf(rig.agentFile('planning', 'turns')).slice(-times.ours.length),
      rival: this.#turnsOf(join(this.#floor, 'turns')).slice(-times.rival.length),
    };
    for (const kind of ['ours', 'rival']) times[kind] = times[kind].map((ms, n) => ms - turns[kind][n]);
    for (const kind of Object.keys(times)) times[kind].splice(0, WARM_UPS);
    return { title: 'Real Claude Code on both sides', times };
  }

  /** In the person's own settings, so that they come beside those which ctrlg gives its agents. */
  #stampTurns() {
    const command = (event) => `'${join(SUPPORT, 'claude-turn-stamp')}' ${event}`;
    const hook = (event) => [{ hooks: [{ type: 'command', command: command(event), timeout: 10 }] }];
    const folder = join(this.#rig.env.HOME, '.claude');
    mkdirSync(folder, { recursive: true });
    const hooks = { UserPromptSubmit: hook('taken'), Stop: hook('stopped') };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ hooks }));
  }

  /** The same client with the same scripts as ctrlg's agents, and nothing of ctrlg around it. */
  async #startFloorAgent() {
    const rig = this.#rig;
    const settings = join(this.#floor, 'settings.json');
    copyFileSync(rig.agentFile('planning', 'claude-settings.json'), settings);
    mkdirSync(join(this.#floor, 'events'));
    const env = {
      ...rig.env,
      PATH: `${BIN}:${rig.env.PATH}`,
      EDITOR: 'ctrlg-deliver',
      VISUAL: 'ctrlg-deliver',
      CTRLG_AGENT_DIR: this.#floor,
    };
    const argv = [rig.brain.agent.command[0], '--settings', settings, ...rig.brain.agent.args];
    const pane = this.#start('floor', env, argv);
    await this.#untilReady(pane);
    return pane;
  }

  async #startChief(floorPane) {
    const rig = this.#rig;
    const editor = join(SUPPORT, 'claude-editor');
    const env = {
      ...rig.env,
      ...{ EDITOR: editor, VISUAL: editor, BENCH: this.#folder },
      HOOK: join(BIN, 'ctrlg-hook'),
      ...{ FLOOR: join(SUPPORT, 'claude-floor-hook'), FLOOR_DIR: this.#floor, FLOOR_PANE: floorPane },
    };
    const pane = this.#start('chief', env, [rig.brain.agent.command[0]]);
    await this.#untilReady(pane);
    return pane;
  }

  #start(name, env, argv) {
    const assignments = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    const inherited = 'TMUX="$TMUX" TMUX_PANE="$TMUX_PANE"';
    return this.#rig.tmux.start(
      name,
      this.#rig.project,
      `exec env -i ${words(assignments)} ${inherited} ${words(argv)}`,
    );
  }

  async #untilReady(pane) {
    const { tmux, brain } = this.#rig;
    await this.#until('Claude Code to be ready', () => brain.isChiefReady(tmux.screen(pane)), {
      timeoutMs: 30_000,
      show: () => tmux.screen(pane),
    });
    await sleep(2_000);
  }

  /** One Ctrl-G in the chief; what was run in it took this many ms. */
  async #press(chief, kind, prompt) {
    const rig = this.#rig;
    const times = join(this.#folder, 'times');
    rmSync(times, { force: true });
    writeFileSync(join(this.#folder, 'kind.new'), `${kind}\n`);
    renameSync(join(this.#folder, 'kind.new'), join(this.#folder, 'kind'));
    writeFileSync(join(this.#folder, 'prompt'), prompt);
    await this.#until('the agent to be idle', () => rig.status('planning')?.status === 'idle');
    await sleep(QUIET_MS);
    rig.tmux.keys(chief, 'C-g');
    await this.#until(`${kind} to end`, () => existsSync(times), {
      timeoutMs: 30_000,
      show: () => rig.describe(),
    });
    const [begin, end, code] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
    const answer = readFileSync(join(this.#folder, 'answer'), 'utf8');
    if (code !== 0 || (kind !== 'node' && !answer.includes('echo: Round')))
      throw new Error(`${kind} ended with ${code}:\n${answer}`);
    return (end - begin) * 1_000;
  }

  /** The lengths of the turns in ms: from the prompt taken to the stop, by a hook of Claude Code's. */
  #turnsOf(file) {
    const stamps = readFileSync(file, 'utf8').trim().split('\n');
    const turns = [];
    let taken = 0;
    for (const stamp of stamps) {
      const [event, seconds] = stamp.split(' ');
      if (event === 'taken') taken = Number(seconds);
      else turns.push((Number(seconds) - taken) * 1_000);
    }
    return turns;
  }
}
