import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package that is measured. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
