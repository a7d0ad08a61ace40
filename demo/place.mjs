import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { projectFiles } from './story.mjs';

const LOG_LINES = 20;

/** A temporary folder with everything of the demo's: a project, a home, and ctrlg's state. */
export class Place {
  root = realpathSync(mkdtempSync(join(temporaryFolder(), 'ctrlg-demo-')));
  project = join(this.root, 'todo');
  home = join(this.root, 'home');
  #state = join(this.root, 'state');

  constructor() {
    for (const folder of ['todo', 'home', 'state', 'tmp'])
      mkdirSync(join(this.root, folder), { mode: 0o700 });
    for (const [name, text] of Object.entries(projectFiles)) writeFileSync(join(this.project, name), text);
  }

  /** Gives the project its two agents; `client` is what the config says of each. */
  configure(client) {
    const agents = {
      planning: { ...client, description: 'Designs and plans.' },
      coding: { ...client, description: 'Writes and changes code.' },
    };
    writeFileSync(join(this.project, 'ctrlg.config.json'), JSON.stringify({ agents }, null, 2));
  }

  /** The environment of all that runs here: of the person's own, nothing gets in but the PATH. */
  environment(more) {
    return {
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      HOME: this.home,
      TMPDIR: join(this.root, 'tmp'),
      CTRLG_HOME: this.#state,
      ...more,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    };
  }

  /** The path of a link to a file. Claude Code cuts $EDITOR at spaces and knows no quotes; this path has none. */
  link(file) {
    const link = join(this.root, 'ctrlg-hook');
    symlinkSync(file, link);
    return link;
  }

  /** The file that says that something may go on. */
  signalFile(name) {
    return join(this.root, `signal-${name}`);
  }

  /** What an agent's status file says; undefined while there is none. */
  statusOf(agent) {
    try {
      return JSON.parse(readFileSync(join(this.#state, 'agents', agent, 'status.json'), 'utf8'));
    } catch {
      return undefined;
    }
  }

  /** The end of each agent's log. */
  logs() {
    const agents = join(this.#state, 'agents');
    const names = existsSync(agents) ? readdirSync(agents) : [];
    return names
      .map((name) => ({ name, file: join(agents, name, 'log') }))
      .filter(({ file }) => existsSync(file))
      .map(({ name, file }) => ({
        name,
        text: readFileSync(file, 'utf8').split('\n').slice(-LOG_LINES).join('\n'),
      }));
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

const temporaryFolder = () => (/\s/.test(tmpdir()) ? '/tmp' : tmpdir());
