import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFolder, repository } from '../support/rig.ts';

/** How one run of the editor hook ended. */
export interface Ended {
  readonly code: number | null;
  /** What it said on the terminal's side channel. */
  readonly err: string;
}

export interface Surroundings {
  readonly project: string;
  readonly env: Record<string, string>;
}

/** Runs the real editor hook as a client would, in a session of its own so that no terminal of the developer's is touched. */
export function runHook({ project, env }: Surroundings, args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(repository, 'bin/ctrlg-hook'), args, {
      cwd: project,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, err: err.replaceAll('\r\n', '\n') }));
  });
}

/** A project, a state folder and a prompt file of a test's own; no tmux server is started here. */
export class HookPlace implements Surroundings {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'cgh-')));
  readonly project = join(this.root, 'my project');
  readonly state = join(this.root, 'state');
  readonly file = join(this.root, 'claude prompt.md');
  readonly env: Record<string, string>;

  constructor(agents: object = { planning: { client: 'scripted' }, coding: { client: 'scripted' } }) {
    for (const folder of [this.project, this.state, join(this.root, 'home')])
      mkdirSync(folder, { mode: 0o700 });
    this.configure({ agents });
    this.env = {
      PATH: [nodeFolder, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: join(this.root, 'home'),
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TMUX_TMPDIR: this.root,
      CTRLG_HOME: this.state,
      CTRLG_TMUX_SOCKET: 'ctrlg-test',
    };
  }

  configure(config: unknown): void {
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    writeFileSync(join(this.project, 'ctrlg.config.json'), text);
  }

  /** Presses Ctrl-G with this prompt in the prompt file. */
  press(prompt: string | Uint8Array, env: Record<string, string> = {}): Promise<Ended> {
    writeFileSync(this.file, prompt);
    return this.run([this.file], env);
  }

  run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    return runHook({ project: this.project, env: { ...this.env, ...env } }, args);
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** A PATH that leads to Node and to what a shell needs, and to these programs, given as shell scripts. */
  pathWith(scripts: Record<string, string>): string {
    const bin = join(this.root, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    for (const tool of ['sh', 'stty', 'readlink', 'cat', 'sed', 'sleep'])
      symlinkSync(`/bin/${tool}`, join(bin, tool));
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What the prompt file holds when something went wrong: a report, and the prompt as it was. */
export const reported = (report: string, prompt: string): string =>
  `[ctrlg] ${report}\n----- your prompt, unchanged -----\n${prompt}`;
