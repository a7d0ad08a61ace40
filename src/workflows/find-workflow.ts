import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { packageFolder } from '../project/package.ts';
import { UserError } from '../system/errors.ts';
import { listIfThere, readIfThere } from '../system/files.ts';

export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
}

const ENDING = /\.ya?ml$/;

export interface WorkflowFolders {
  /** The project's own workflows. */
  readonly own: string;
  /** Those that come with ctrlg; a project's own of the same name counts. */
  readonly shipped: string;
}

/** `folder` is the config's `workflows`, relative to the project. */
export const workflowFolders = (projectFolder: string, folder = 'workflows'): WorkflowFolders => ({
  own: isAbsolute(folder) ? folder : join(projectFolder, folder),
  shipped: join(packageFolder, 'workflows'),
});

/** The workflow of that name, or in that file (relative to the working folder). Throws a UserError that names the known ones. */
export function findWorkflow(nameOrFile: string, folders: WorkflowFolders): WorkflowFile {
  for (const path of placesOf(nameOrFile, folders)) {
    if (existsSync(path) && statSync(path).isFile()) return { path, text: readIfThere(path) ?? '' };
  }
  throw new UserError(
    `There is no workflow '${nameOrFile}'.`,
    `Known workflows: ${workflowNames(folders).join(', ') || 'none'}. Or name a file.`,
  );
}

/** The names of all workflows, the project's own first. */
export const workflowNames = ({ own, shipped }: WorkflowFolders): string[] => [
  ...new Set([own, shipped].flatMap((folder) => filesIn(folder).map((file) => file.replace(ENDING, '')))),
];

const filesIn = (folder: string): string[] =>
  listIfThere(folder)
    .filter((file) => ENDING.test(file))
    .sort();

function placesOf(nameOrFile: string, { own, shipped }: WorkflowFolders): string[] {
  const file = resolve(nameOrFile);
  if (ENDING.test(nameOrFile)) return [file];
  // A name leads nowhere else.
  if (basename(nameOrFile) !== nameOrFile) return [file];
  return [own, shipped].flatMap((folder) =>
    ['.yaml', '.yml'].map((ending) => join(folder, nameOrFile + ending)),
  );
}
