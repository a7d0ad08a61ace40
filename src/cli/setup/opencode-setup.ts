import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { opencodeChief } from '../../chiefs/opencode.ts';
import { findProgram } from '../../clients/program.ts';
import { setupRecordFile } from '../../project/user-editor.ts';
import { UserError } from '../../system/errors.ts';
import { readIfThere, removeIfThere } from '../../system/files.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { opencodeFolder } from './client-folders.ts';
import type { ClientSetup } from './client-setup.ts';
import { configIn, textAt } from './config-text.ts';
import { type EditedFile, putInto, takeOutOf } from './edited-file.ts';
import { canRun, ensureLink, hookCommand } from './hook-command.ts';
import { closedUp, withoutEmpty, withValue } from './json-text.ts';
import { opencodeMcp } from './opencode-mcp.ts';
import { personsEditor } from './persons-editor.ts';
import type { Proof } from './setup-result.ts';

/**
 * opencode has no setting for its editor, but its terminal interface loads plugins from tui.json into its own process: ours
 * sets VISUAL and EDITOR there. Ctrl-G, which scrolls to the first message by default, opens the editor besides.
 */
const KEY = 'ctrl+g';
const DEFAULTS = { editor_open: '<leader>e', messages_first: 'ctrl+g,home' } as const;
type Keybind = keyof typeof DEFAULTS;
const KEYBINDS = Object.keys(DEFAULTS) as Keybind[];

const pluginFile = (): string => join(dirname(setupRecordFile()), 'opencode-editor.js');

function file(): string {
  const withComments = join(opencodeFolder(), 'tui.jsonc');
  return existsSync(withComments) ? withComments : join(opencodeFolder(), 'tui.json');
}

const pluginText = (command: string): string => `// Written by ctrlg setup: opencode's editor key opens ctrlg.
import { existsSync } from 'node:fs';
const hook = ${JSON.stringify(command)};
export default {
  id: 'ctrlg-editor',
  tui: async () => {
    if (existsSync(hook)) process.env.VISUAL = process.env.EDITOR = hook;
  },
};
`;

const keysOf = (keybind: string): string[] => keybind.split(',').filter((key) => key && key !== 'none');
const WITH_OURS: Record<Keybind, (keybind: string) => string> = {
  editor_open: (keybind) => [KEY, ...keysOf(keybind).filter((key) => key !== KEY)].join(','),
  messages_first: (keybind) =>
    keysOf(keybind)
      .filter((key) => key !== KEY)
      .join(',') || 'none',
};

const edited = (): EditedFile => ({ client: 'opencode', file: file(), put, before, takeOut });

function put(text: string | undefined): string {
  const config = configIn(file(), text);
  let changed = text?.trim() ? text : '{}\n';
  for (const name of KEYBINDS) {
    const [is, shall] = [textAt(config, 'keybinds', name), withOurs(config, name)];
    if (is !== shall) changed = withValue(changed, ['keybinds', name], shall);
  }
  const plugins = pluginsIn(config);
  if (plugins.includes(pluginFile())) return changed;
  return withValue(changed, ['plugin'], [...plugins, pluginFile()]);
}

const withOurs = (config: unknown, name: Keybind): string =>
  WITH_OURS[name](textAt(config, 'keybinds', name) ?? DEFAULTS[name]);

function before(text: string | undefined): Record<Keybind, string | null> {
  const config = configIn(file(), text);
  return {
    editor_open: textAt(config, 'keybinds', 'editor_open'),
    messages_first: textAt(config, 'keybinds', 'messages_first'),
  };
}

function takeOut(text: string, values: Record<string, string | null>): string {
  const config = configIn(file(), text);
  let changed = text;
  for (const name of KEYBINDS) {
    const was = values[name] ?? null;
    if (textAt(config, 'keybinds', name) === WITH_OURS[name](was ?? DEFAULTS[name]))
      changed = withValue(changed, ['keybinds', name], was ?? undefined);
  }
  const plugins = pluginsIn(config);
  const others = plugins.filter((plugin) => plugin !== pluginFile());
  if (others.length < plugins.length) changed = withValue(changed, ['plugin'], others);
  return withoutEmpty(withoutEmpty(closedUp(changed, ['keybinds']), ['keybinds']), ['plugin']);
}

const pluginsIn = (config: Record<string, unknown>): unknown[] =>
  Array.isArray(config.plugin) ? config.plugin : [];

/** Settings of the interface used to stand in opencode.json; opencode moves them once, while there is no tui.json. */
function assertMoved(): void {
  if (existsSync(file())) return;
  const old = ['opencode.json', 'opencode.jsonc']
    .map((name) => join(opencodeFolder(), name))
    .find(hasOldSettings);
  if (!old) return;
  throw new UserError(
    `${old} holds keybinds or a theme, which opencode moves into tui.json at its next start.`,
    'Start opencode once, then: ctrlg setup opencode',
  );
}

function hasOldSettings(path: string): boolean {
  const config = configIn(path, readIfThere(path));
  return ['keybinds', 'theme', 'tui'].some((name) => config[name] !== undefined);
}

export const opencodeSetup: ClientSetup = {
  chief: opencodeChief,
  from: 'every opencode that is started from now on; there Ctrl-X e opens it too, and Home goes to the first message',
  isInstalled: () => findProgram(opencodeChief.program) !== undefined || existsSync(opencodeFolder()),
  hook: hookCommand,
  plan: () => {
    assertMoved();
    const text = readIfThere(file());
    if (put(text) === text) return [];
    const config = configIn(file(), text);
    return [
      ...KEYBINDS.map((name) => `${file()}  keybinds.${name} → ${withOurs(config, name)}`),
      `${file()}  plugin + ${pluginFile()}`,
    ];
  },
  apply: async () => {
    assertMoved();
    put(readIfThere(file()));
    ensureLink(hookCommand());
    const changed = putInto(edited(), personsEditor([]));
    replaceFile(pluginFile(), pluginText(hookCommand().command));
    return changed;
  },
  undo: async () => {
    const changed = takeOutOf(edited());
    removeIfThere(pluginFile());
    return changed;
  },
  proof: async () => proof(),
  mcp: opencodeMcp,
};

function proof(): Proof {
  const mend = 'Set it up: ctrlg setup opencode';
  const config = configIn(file(), readIfThere(file()));
  const hook = /^const hook = "(.*)";$/m.exec(readIfThere(pluginFile()) ?? '')?.[1];
  if (!pluginsIn(config).includes(pluginFile()) || !hook)
    return { kind: 'not in force', detail: `${file()} has no plugin of ctrlg`, mend };
  if (!canRun(hook)) return { kind: 'not in force', detail: `${hook} is not there`, mend };
  const keys = keysOf(textAt(config, 'keybinds', 'editor_open') ?? DEFAULTS.editor_open).join(' and ');
  return { kind: 'in force', detail: `${file()}: ${hook}, by ${keys}` };
}
