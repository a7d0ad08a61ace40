import { defineConfig } from 'vitest/config';

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
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          testTimeout: 120_000,
          retry: 1,
          // The first hook installs the client.
          hookTimeout: 16 * 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
