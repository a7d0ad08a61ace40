import { execFile } from 'node:child_process';
import { CHIEFS } from '../chiefs/chiefs.ts';
import { asHeadlessText } from '../clients/claude-text.ts';
import { after } from '../system/clock.ts';
import { geminiTakes } from './kits/gemini.ts';
import type { ClientKit } from './kits/kit.ts';
import { type Model, stubModel } from './model.ts';
import type { OddPrompt } from './prompts.ts';

/** Where a subject is tried. */
export interface SubjectPlace {
  /** The private folder of the trial. */
  readonly root: string;
  readonly home: string;
  readonly project: string;
  readonly state: string;
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The client that is tried, with what it takes to run it away from everything of the person's. */
export interface Subject {
  /** The client's name in the config. */
  readonly client: string;
  /** The release that ctrlg's own tests run; null when there is none. */
  readonly tested: string | null;
  readonly program: string;
  /** What the program says of its version; undefined when it does not say. */
  version(env: Record<string, string>, limits: Limits): Promise<string | undefined>;
  openModel(place: SubjectPlace): Promise<Model>;
  /** Prepares the home; returns the whole environment. */
  prepare(place: SubjectPlace, model: Model): Record<string, string>;
  /** What the config says of an agent with this client. */
  agent(place: SubjectPlace): Record<string, unknown>;
  /** The client as a chief; undefined when it cannot be one. */
  readonly chief: ChiefSubject | undefined;
  /** What the client takes of an odd prompt. */
  taken(prompt: OddPrompt): string;
  /** Whether it tells what its turns took. */
  readonly tellsTokens: boolean;
}

export interface ChiefSubject {
  /** A shell command. */
  readonly command: string;
  /** tmux's names of its editor keys. */
  readonly editorKeys: readonly string[];
  isReady(screen: string): boolean;
  /** How it leaves the terminal to its editor: with signals and lines, or with neither. */
  readonly lends: 'cooked' | 'raw';
}

/** A real client by its name in the config, prepared by its kit; `program` is its path. */
export function kitSubject(client: string, kit: ClientKit, program: string): Subject {
  const chief = CHIEFS.find((one) => one.client === client);
  return {
    client,
    tested: kit.version,
    program,
    version: (env, limits) => versionOf([program, ...kit.versionArgs], env, limits),
    openModel: () => stubModel(kit),
    prepare: ({ home, project }, { url: apiUrl }) => {
      kit.prepareHome({ home, apiUrl, projectDirs: [project] });
      return kit.env({ home, apiUrl });
    },
    agent: () => ({ client, command: [program], args: kit.agentArgs }),
    chief: chief && {
      command: kit.chiefCommand(program),
      editorKeys: kit.editorKeys,
      isReady: kit.isReady,
      lends: chief.terminal,
    },
    taken: TAKEN[client] ?? asItIs,
    tellsTokens: true,
  };
}

/** Through an API a prompt is a string and nothing else. Measured: docs/clients.md. */
const asItIs = ({ prompt }: OddPrompt): string => prompt;
const asArrives = ({ prompt, arrives = prompt }: OddPrompt): string => arrives;

/** Where it is not the prompt as it is. */
const TAKEN: Readonly<Record<string, Subject['taken']>> = {
  claude: asArrives,
  'claude-headless': ({ prompt }) => asHeadlessText(prompt),
  gemini: ({ prompt, arrives = prompt }) => geminiTakes(prompt, arrives),
};

/** The first version in what the program prints; undefined when it prints none, fails or does not end. */
function versionOf(
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
  { timeoutMs, signal }: Limits,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, signal }, (error, stdout) =>
      resolve(error ? undefined : /\d+\.\d+(\.\d+)?[\w.-]*/.exec(stdout)?.[0]),
    );
    child.stdin?.end();
    // Not execFile's own time-out: a child of the program's may hold its output open for ever.
    const stop = after(timeoutMs, () => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(undefined);
    });
    child.once('exit', stop);
  });
}
