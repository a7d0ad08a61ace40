import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../../system/errors.ts';
import { runBriefly } from '../run-briefly.ts';

/** The person's shell, where a function of the client's name can give it an editor of its own. */
export interface ShellProfile {
  readonly file: string;
  /** Starts `program` with this editor. Other programs keep the person's own. */
  define(program: string, editor: string): string;
}

const posix = (program: string, editor: string): string =>
  `function ${program} { VISUAL='${editor}' EDITOR='${editor}' command ${program} "$@"; }`;

const PROFILES: Record<string, () => ShellProfile> = {
  bash: () => ({ file: join(homedir(), '.bashrc'), define: posix }),
  zsh: () => ({ file: join(process.env.ZDOTDIR || homedir(), '.zshrc'), define: posix }),
  fish: () => ({
    file: join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'fish', 'config.fish'),
    define: (program, editor) =>
      `function ${program} --wraps ${program}; VISUAL='${editor}' EDITOR='${editor}' command ${program} $argv; end`,
  }),
};

export const shellProgram = (): string => process.env.SHELL || userInfo().shell || '/bin/sh';

/** Throws a UserError for a shell that has no functions we know how to write. */
export function shellProfile(program: string, editor: string): ShellProfile {
  const profile = PROFILES[basename(shellProgram())];
  if (profile) return profile();
  throw new UserError(
    `ctrlg setup does not know the profile of ${shellProgram()}.`,
    `Start it so: VISUAL='${editor}' ${program}. Or run setup with SHELL=/bin/bash, zsh or fish.`,
  );
}

const MARK = '--ctrlg--';

/**
 * VISUAL and EDITOR as `program`, typed into a fresh shell, finds them: a script of that name stands before the real one,
 * which is not started. Undefined where the shell does not say, or has an alias to a path, which would start the real one.
 */
export async function variablesOf(program: string): Promise<NodeJS.ProcessEnv | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ctrlg-proof-'));
  try {
    const script = `#!/bin/sh\nprintf '%s' '${MARK}' "\${VISUAL-unset}" '${MARK}' "\${EDITOR-unset}" '${MARK}'\n`;
    writeFileSync(join(folder, program), script, { mode: 0o755 });
    const { EDITOR: _editor, VISUAL: _visual, ...env } = process.env;
    const ran = await runBriefly(shellProgram(), ['-i', '-c', typed(program, folder)], {
      ...env,
      TERM: 'dumb',
    });
    const [, visual, editor] = ('output' in ran ? ran.output : '').split(MARK);
    if (visual === undefined || editor === undefined) return undefined;
    return { ...(visual !== 'unset' && { VISUAL: visual }), ...(editor !== 'unset' && { EDITOR: editor }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const typed = (program: string, folder: string): string =>
  basename(shellProgram()) === 'fish'
    ? `set -gx PATH '${folder}' $PATH; ${program}`
    : `case $(alias ${program} 2>/dev/null) in */*) exit 3 ;; esac; PATH='${folder}':$PATH; ${program}`;
