import { resolve } from 'node:path';
import { findProgram } from '../clients/program.ts';
import { UserError } from '../system/errors.ts';
import { REAL_CLIENTS } from './kits/kits.ts';
import { scriptedSubject } from './scripted-subject.ts';
import { kitSubject, type Subject } from './subject.ts';

/** Who can be tried, besides the real clients: our own, which needs nothing. */
const OWN = 'scripted';

export const SUBJECT_NAMES: readonly string[] = [...REAL_CLIENTS.map(({ client }) => client), OWN];

/** A client that was looked for. */
export type Found =
  | { readonly kind: 'installed'; readonly client: string; readonly subject: Subject }
  | { readonly kind: 'not-installed'; readonly client: string; readonly mend: string };

/** The clients of these names; without names all real ones. `program` is the only one's. Throws a UserError when it is not there. */
export function findSubjects(names: readonly string[], program?: string): Found[] {
  const wanted = names.length > 0 ? [...new Set(names)] : REAL_CLIENTS.map(({ client }) => client);
  return wanted.map((client) => findSubject(client, program));
}

function findSubject(client: string, program?: string): Found {
  if (client === OWN) return { kind: 'installed', client, subject: scriptedSubject() };
  const { kit } = REAL_CLIENTS.find((one) => one.client === client)!;
  const file = findProgram(program?.includes('/') ? resolve(program) : (program ?? kit.binary));
  if (file) return { kind: 'installed', client, subject: kitSubject(client, kit, resolve(file)) };
  const mend = `npm install -g ${kit.package}`;
  if (program) throw new UserError(`${program} is not a program that can be run.`, `Or install it: ${mend}`);
  return { kind: 'not-installed', client, mend };
}
