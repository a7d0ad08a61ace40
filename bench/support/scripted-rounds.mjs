import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from './load-source.mjs';
import { shuffled } from './numbers.mjs';
import { repository } from './repository.mjs';
import { words } from './shell-words.mjs';

const SUPPORT = join(repository, 'bench/support');
const WARM_UPS = 3;
/** A turn this long is over before the hook shows anything; after the longer ones it takes its lines away again. */
const SERIES = [
  { title: 'In a terminal, a turn of no length', isInTerminal: true, turnMs: () => 0 },
  {
    title: 'In a terminal, turns of 0.4 to 0.5 s',
    isInTerminal: true,
    turnMs: (n) => 400 + ((n * 37) % 100),
  },
  { title: 'With no terminal, a turn of no length', isInTerminal: false, turnMs: () => 0 },
];

/** Each series as it is measured: times and turns in ms, round by round. */
export async function* scriptedSeries(rounds) {
  const bench = await Bench.start();
  try {
    for (const series of SERIES) yield await bench.measure(series, rounds);
  } finally {
    await bench.stop();
  }
}

/** A project with one scripted agent behind ctrlg and one behind the sketch, on a private tmux server. */
class Bench {
  #rig;
  #until;
  #count = 0;
  #turnsRead = { ours: 0, rival: 0 };

  static async start() {
    const { Rig, scriptedBrain, until } = await loadSource(`
      export { Rig } from './test/support/rig.ts';
      export { scriptedBrain } from './test/support/brain.ts';
      export { until } from './test/support/until.ts';`);
    const brain = scriptedBrain(delayRules());
    // The rig makes its folder itself, and the agents' config must name files in it.
    const rig = new Rig({ brain });
    return new Bench(rig, until);
  }

  constructor(rig, until) {
    this.#rig = rig;
    this.#until = until;
    const agent = { ...rig.brain.agent, env: this.#watched('ours') };
    rig.configure({ agents: { planning: agent }, limits: { tasksPerMinute: 1_000 } });
    mkdirSync(this.#sketchFolder);
    const env = {
      ...this.#watched('rival'),
      SKETCH: this.#sketchFolder,
      CTRLG_EVENT: join(SUPPORT, 'sketch-event'),
    };
    const command = [
      process.execPath,
      join(repository, 'dist/terminal-client.cjs'),
      ...['--engine', 'scripted', '--title', 'sketch', ...rig.brain.agent.args],
      ...['--session-file', this.#sketchStatus, '--conversations', join(this.#sketchFolder, 'conversations')],
    ];
    this.pane = rig.tmux.start(
      'sketch',
      rig.project,
      `exec env ${words(assignments(env))} ${words(command)}`,
    );
  }

  get #sketchFolder() {
    return join(this.#rig.root, 'sketch');
  }
  get #sketchStatus() {
    return join(this.#sketchFolder, 'session.json');
  }
  #turnsFile(kind) {
    return join(this.#rig.root, `turns-${kind}.jsonl`);
  }
  #watched(kind) {
    return {
      NODE_OPTIONS: `--require "${join(SUPPORT, 'turn-watch.cjs')}"`,
      BENCH_TURNS: this.#turnsFile(kind),
    };
  }

  async measure({ title, isInTerminal, turnMs }, rounds) {
    const steps = this.#steps(turnMs, rounds + WARM_UPS);
    const done = await this.#run(steps, isInTerminal);
    const times = { node: [], ours: [], rival: [] };
    for (const { kind, ms } of done) times[kind].push(ms);
    const turns = { ours: this.#turnsOf('ours', times.ours), rival: this.#turnsOf('rival', times.rival) };
    for (const all of [...Object.values(times), ...Object.values(turns)]) all.splice(0, WARM_UPS);
    return { title, times, turns };
  }

  /** Each round runs each command once, in an order of its own. */
  #steps(turnMs, rounds) {
    const rig = this.#rig;
    return Array.from({ length: rounds }, (_, round) => {
      const content = `@planning Round ${++this.#count}: what do you think of it? ${waitWord(turnMs(round))}`;
      const file = join(rig.root, 'prompt.md');
      return shuffled([
        { kind: 'node', argv: ['node', '-e', '0'] },
        {
          kind: 'ours',
          argv: [join(repository, 'bin/ctrlg-hook'), file],
          ...{ file, content },
          ...(this.#count > 1 && { idle: rig.agentFile('planning', 'status.json') }),
        },
        {
          kind: 'rival',
          argv: [join(SUPPORT, 'sketch-hook'), file],
          file,
          content,
          idle: this.#sketchStatus,
        },
      ]);
    }).flat();
  }

  async #run(steps, isInTerminal) {
    const rig = this.#rig;
    const [plan, times] = [join(rig.root, `plan-${this.#count}`), join(rig.root, `times-${this.#count}`)];
    writeFileSync(plan, JSON.stringify({ steps }));
    const argv = [process.execPath, join(SUPPORT, 'timed-commands.mjs'), plan, times];
    const env = { SKETCH: this.#sketchFolder, SKETCH_PANE: this.pane };
    if (isInTerminal) {
      rig.tmux.start(
        `driver-${this.#count}`,
        rig.project,
        `env ${words(assignments(env))} ${words(argv)} || exec cat`,
      );
    } else {
      const [program, ...args] = argv;
      spawn(program, args, {
        cwd: rig.project,
        env: { ...rig.env, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
        detached: true,
      });
    }
    await this.#until('the rounds to be run', () => existsSync(times), {
      timeoutMs: steps.length * 3_000,
      show: () => rig.describe(),
    });
    const done = JSON.parse(readFileSync(times, 'utf8'));
    for (const { kind, content } of done) if (kind !== 'node') assertAnswered(content);
    return done;
  }

  #turnsOf(kind, { length }) {
    const lines = readFileSync(this.#turnsFile(kind), 'utf8').trim().split('\n');
    const turns = lines.slice(this.#turnsRead[kind]).map((line) => JSON.parse(line));
    this.#turnsRead[kind] = lines.length;
    if (turns.length !== length) throw new Error(`${length} runs of ${kind}, but ${turns.length} turns`);
    return turns.map(({ takenMs, toldMs, stopMs }) => ({
      strictMs: stopMs - toldMs,
      wholeMs: stopMs - takenMs,
    }));
  }

  stop() {
    return this.#rig.stop();
  }
}

const waitWord = (ms) => (ms > 0 ? `(wait ${ms})` : '');
function delayRules() {
  return Array.from({ length: 100 }, (_, n) => ({
    includes: waitWord(400 + n),
    do: [{ delayMs: 400 + n }, { reply: 'echo: {prompt}' }],
  }));
}

function assertAnswered(content) {
  if (!content.includes('echo: Round')) throw new Error(`A round was not answered:\n${content}`);
}

const assignments = (env) => Object.entries(env).map(([name, value]) => `${name}=${value}`);
