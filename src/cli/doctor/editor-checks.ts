import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../system/errors.ts';
import { runBriefly } from '../run-briefly.ts';
import { EDITOR_VARIABLES, type EditorValues, readSettings, settingsFile } from '../setup/claude-settings.ts';
import { claudeSetup } from '../setup/claude-setup.ts';
import { canRun, isOurs } from '../setup/hook-command.ts';
import { shellProgram } from '../setup/shell-profile.ts';
import { checkOtherChiefs } from './chief-checks.ts';
import { type Finding, fault, note, ok } from './finding.ts';

/** Where a chief finds its editor: Claude Code's settings, which win over its environment, and a fresh shell's environment. */
export async function checkEditors(projectFolder: string | undefined): Promise<Finding[]> {
  const shell = await shellValues();
  const settings = checkSettings(shell);
  const ofProject = projectFolder === undefined ? [] : checkProjectSettings(projectFolder);
  const others = await checkOtherChiefs(projectFolder);
  const isNeeded = claudeSetup.isInstalled() || !others.some(({ kind }) => kind === 'ok');
  return [...(isNeeded ? [settings] : []), ...ofProject, ...others, shellFinding(shell)];
}

function checkSettings(shell: EditorValues | undefined): Finding {
  const file = settingsFile();
  const what = 'editor in Claude Code';
  try {
    const { values } = readSettings(file);
    const [missing] = EDITOR_VARIABLES.map((name) => values[name]).filter(
      (value) => isOurs(value) && !canRun(value!),
    );
    if (missing) return fault(what, `${file}: ${missing} is not there`, 'Set it up again: ctrlg setup');
    const strange = EDITOR_VARIABLES.filter((name) => !isOurs(values[name]));
    if (strange.length === 0) return ok(what, `${file}: ${values.VISUAL}`);
    // VISUAL wins over EDITOR, and each of the settings over the same one of the environment.
    const effective = values.VISUAL || shell?.VISUAL || values.EDITOR || shell?.EDITOR;
    if (isOurs(effective)) return ok(what, `${effective}, from a fresh shell`);
    const now = strange.map((name) => `${name} is ${values[name] ?? 'not set'}`).join(', ');
    return fault(what, `${file}: ${now}`, 'Ctrl-G does not open ctrlg. Set it up: ctrlg setup');
  } catch (error) {
    if (error instanceof UserError) return fault(what, error.message, error.mend);
    throw error;
  }
}

/** A project's own settings win over the person's. */
function checkProjectSettings(folder: string): Finding[] {
  const files = ['settings.json', 'settings.local.json'].map((name) => join(folder, '.claude', name));
  return files.filter(existsSync).flatMap((file): Finding[] => {
    const values = valuesIn(file);
    const strange = EDITOR_VARIABLES.filter((name) => values?.[name] && !isOurs(values[name]));
    if (strange.length === 0) return [];
    const detail = `${file} sets ${strange.join(' and ')} to something else, which wins in this project`;
    return [fault('editor in this project', detail, `Take ${strange.join(' and ')} out of its env.`)];
  });
}

function valuesIn(file: string): EditorValues | undefined {
  try {
    return readSettings(file).values;
  } catch {
    // Claude Code itself complains of it.
    return undefined;
  }
}

const MARK = '--ctrlg--';

/** EDITOR and VISUAL as a person's new terminal has them; undefined when the shell does not say. */
async function shellValues(): Promise<EditorValues | undefined> {
  const { EDITOR: _editor, VISUAL: _visual, ...env } = process.env;
  // Interactive and a login: profiles print and set things in either.
  const command = `echo "${MARK}$EDITOR${MARK}$VISUAL${MARK}"`;
  const ran = await runBriefly(shellProgram(), ['-l', '-i', '-c', command], { ...env, TERM: 'dumb' });
  const [, editor, visual] = ('output' in ran ? ran.output : '').split(MARK);
  return editor === undefined || visual === undefined
    ? undefined
    : { EDITOR: editor || null, VISUAL: visual || null };
}

function shellFinding(values: EditorValues | undefined): Finding {
  const what = 'editor in a fresh shell';
  if (!values) return note(what, `${shellProgram()} does not say`);
  const said = EDITOR_VARIABLES.map((name) => `${name}=${values[name] ?? '(not set)'}`).join(' ');
  return note(what, `${said} (${isOurs(values.VISUAL ?? values.EDITOR) ? 'ours' : 'not ours'})`);
}
