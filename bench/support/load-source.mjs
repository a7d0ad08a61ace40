import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { repository } from './repository.mjs';

/** Loads TypeScript sources of this repository; `exports` is an entry module's text with paths relative to the repository. */
export async function loadSource(exports) {
  const folder = mkdtempSync(join(tmpdir(), 'ctrlg-bench-'));
  const outfile = join(folder, 'source.cjs');
  try {
    await build({
      stdin: { contents: exports, resolveDir: repository, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      external: ['@photostructure/sqlite'],
      plugins: [keepsPlaces],
      logLevel: 'warning',
    });
    return createRequire(outfile)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A bundle stands elsewhere than its sources: what they say of their own place is put in here. */
const keepsPlaces = {
  name: 'keeps-places',
  setup({ onLoad }) {
    onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('__dirname', JSON.stringify(dirname(path)))
        .replaceAll('__filename', JSON.stringify(path)),
    }));
  },
};
