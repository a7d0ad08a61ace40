// Bundles each process into one CommonJS file: it starts 3 times faster than the same code from node_modules.
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const entries = {
  ctrlg: 'src/cli/main.ts',
  'ctrlg-hook': 'src/coordinator/main.ts',
  'ctrlg-agent': 'src/agent-wrapper/main.ts',
  'terminal-client': 'src/terminal-client/main.ts',
};

const bundle = ([name, entry]) =>
  build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // jsonc-parser's CommonJS form hides its requires from a bundler.
    mainFields: ['module', 'main'],
    // The SQLite binding finds its native binary relative to its own folder.
    external: ['@photostructure/sqlite'],
    define: { 'process.env.CTRLG_VERSION': JSON.stringify(version), 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });

const built = await Promise.allSettled(Object.entries(entries).map(bundle));
if (built.some(({ status }) => status === 'rejected')) process.exitCode = 1;
for (const name of ['ctrlg', 'ctrlg-hook', 'ctrlg-agent', 'ctrlg-deliver', 'ctrlg-event']) {
  chmodSync(`${root}bin/${name}`, 0o755);
}
