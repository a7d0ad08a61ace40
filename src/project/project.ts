import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode, UserError } from '../system/errors.ts';
import { assertPrivate, makePrivateFolder } from '../system/files.ts';
import { CONFIG_NAME } from './places.ts';

/** A project and its state on disk. */
export interface Project {
  /** The folder that holds the config, else the git top level, else the working folder. */
  readonly folder: string;
  readonly name: string;
  /** The state folder, private to its owner. */
  readonly home: string;
  /** The tmux session of the project's agents. */
  readonly session: string;
  /** The config's file where one is named; else it is the one in the folder, if any. */
  readonly config?: string | undefined;
}

/** What a caller may name instead of the environment: CTRLG_HOME and CTRLG_CONFIG. */
export interface Named {
  readonly home?: string | undefined;
  readonly config?: string | undefined;
}

/** Finds the project of a folder and makes its state folder. Throws a UserError when the state folder is not safe. */
export function openProject(from = process.cwd(), named: Named = {}): Project {
  const { folder, name, home } = placeOf(from, named);
  makeHome(home);
  assertPrivate(home);
  // The hash keeps two projects of one name apart; a CTRLG_HOME of its own makes agents of its own.
  const key = shortHash(realpathSync(home)).slice(0, 4);
  const config = named.config === undefined ? {} : { config: resolve(from, named.config) };
  return { folder, name, home: realpathSync(home), session: `ctrlg-${name}-${key}`, ...config };
}

/** A folder's project with the state folder that it has, or would get. */
export function placeOf(from = process.cwd(), named: Named = {}): Pick<Project, 'folder' | 'name' | 'home'> {
  const folder = projectFolder(from, named.config);
  const hash = shortHash(folder).slice(0, 8);
  const name = sessionSafe(basename(folder)) || 'root';
  const home = named.home || process.env.CTRLG_HOME;
  return { folder, name, home: home ? resolve(from, home) : join(stateRoot(), `${name}-${hash}`) };
}

function makeHome(folder: string): string {
  try {
    return makePrivateFolder(folder);
  } catch (cause) {
    throw new UserError(
      `The state folder ${folder} cannot be made (${systemCode(cause)}).`,
      'Set CTRLG_HOME to a folder of your own.',
      { cause },
    );
  }
}

const stateRoot = (): string => join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'ctrlg');

/** tmux gives `.` and `:` a meaning in session names. */
const sessionSafe = (name: string): string => name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');

/** The folder of the project that a folder is in; `config` is the config file where one is named. */
export function projectFolder(folder: string, config = process.env.CTRLG_CONFIG): string {
  if (config) return dirname(resolve(folder, config));
  const from = realpathSync(folder);
  return ancestorWith(from, CONFIG_NAME) ?? ancestorWith(from, '.git') ?? from;
}

function ancestorWith(from: string, entry: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, entry))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** FNV-1a in 64 bits, in hex. It only tells folders apart, and loading node:crypto takes 2 ms of every start. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
