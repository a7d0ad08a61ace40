import { UserError } from '../../system/errors.ts';
import {
  type ClaudeSettings,
  EDITOR_VARIABLES,
  readSettings,
  removeSettings,
  withValues,
  writeSettings,
} from './claude-settings.ts';
import { isOurs } from './hook-command.ts';
import { entryFor, readRecord, type SettingsBefore, withEntry, writeRecord } from './setup-record.ts';
import type { Changed } from './setup-result.ts';

/** Exactly what stood in the settings before, unless somebody has changed it since. */
export function undoClaude(file: string): Changed {
  const record = readRecord();
  const before = entryFor(record, file);
  const settings = readSettings(file);
  if (!before) {
    assertNothingOfOurs(file, settings);
    return { file, changed: false, backup: null };
  }
  const isBack = EDITOR_VARIABLES.every((name) => settings.values[name] === before[name]);
  if (!isBack) assertOurs(file, settings, before);
  const backup = isBack ? null : putBack(file, settings, before);
  writeRecord(withEntry(record, file, undefined));
  return { file, changed: !isBack, backup };
}

function putBack(file: string, settings: ClaudeSettings, before: SettingsBefore): string | null {
  const text = withValues(settings, before, before.hadEnv);
  const backup = writeSettings(file, settings, text);
  if (!before.hadFile && text.trim() === '{}') removeSettings(file);
  return backup;
}

function assertNothingOfOurs(file: string, { values }: ClaudeSettings): void {
  const name = EDITOR_VARIABLES.find((variable) => isOurs(values[variable]));
  if (!name) return;
  throw new UserError(
    `${file} has ctrlg in env.${name}, but what stood there before is not known here.`,
    'Take EDITOR and VISUAL out of its env by hand.',
  );
}

function assertOurs(file: string, { values }: ClaudeSettings, before: SettingsBefore): void {
  const name = EDITOR_VARIABLES.find(
    (variable) => !isOurs(values[variable]) && values[variable] !== before[variable],
  );
  if (!name) return;
  const [now, then] = [values[name], before[name]].map((value) =>
    value === null ? 'not set' : `'${value}'`,
  );
  throw new UserError(
    `env.${name} in ${file} was changed since set-up (it is ${now}), so nothing was undone.`,
    `Mend EDITOR and VISUAL there by hand; before set-up, ${name} was ${then}.`,
  );
}
