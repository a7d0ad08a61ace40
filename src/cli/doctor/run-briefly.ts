import { execFile } from 'node:child_process';

const PATIENCE_MS = 10_000;

/** What a program prints on standard output, or why there is nothing; it gets no terminal and 10 s. */
export function runBriefly(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ output: string } | { failed: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { env, timeout: PATIENCE_MS, killSignal: 'SIGKILL' },
      (error, output) => {
        if (!error) return resolve({ output });
        resolve({
          failed: error.killed ? `no answer within ${PATIENCE_MS / 1_000} s` : firstLine(error.message),
        });
      },
    );
    child.stdin?.end();
  });
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;
