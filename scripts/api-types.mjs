import { readFileSync, writeFileSync } from 'node:fs';

/** What `src/api/connect.ts` exports, for a program's compiler; test/package holds a program to it. */
const VALUES = `
/** A project's agents and tasks. Throws a UserError where the state folder is not safe. */
export declare function connect(options?: ConnectOptions): Ctrlg;

/** What happened, to which thing, is its \`message\`; what to do is its \`mend\`. */
export declare class UserError extends Error {
  readonly mend: string;
  constructor(what: string, mend: string, options?: { cause?: unknown });
}
`;

/** The package's declarations: the API's types as they stand, and its values. */
export function writeApiTypes(root) {
  const types = readFileSync(`${root}src/api/ctrlg.ts`, 'utf8');
  writeFileSync(`${root}dist/ctrlg-api.d.cts`, types + VALUES);
}
