import { defineConfig } from 'vitest/config';

/** What takes a quarter of an hour more, and is told elsewhere in part: `npm run test:wide`. */
const WIDE = ['chiefs-setup', 'opencode-{crashes,mcp,retries,warm-ups}', 'selftest'].map(
  (name) => `test/real/${name}.test.ts`,
);

/** What all tests on real clients have in common. */
const real = {
  testTimeout: 120_000,
  // A client's own timing is in each of them; a retry is told in the report.
  retry: 2,
  // The first hook installs the client.
  hookTimeout: 16 * 60_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/**'],
          testTimeout: 30_000,
          // Real terminals on a busy machine: what fails twice is a fault, and a retry is told in the report.
          retry: 1,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...real,
          name: 'real',
          // Not below it: the installed clients stand there, with tests of their own.
          include: ['test/real/*.test.ts'],
          exclude: WIDE,
        },
      },
      {
        test: { ...real, name: 'wide', include: WIDE },
      },
    ],
  },
});
