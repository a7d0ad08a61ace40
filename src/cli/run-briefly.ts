import { spawn } from 'node:child_process';
import { after } from '../system/clock.ts';

const PATIENCE_MS = 10_000;

/**
 * What a program prints on standard output, or why there is nothing; it gets `patienceMs` and no terminal. It leads a session of
 * its own, because an interactive shell would take the terminal away from us.
 */
export function runBriefly(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  patienceMs = PATIENCE_MS,
): Promise<{ output: string } | { failed: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    const stopTimer = after(patienceMs, () => {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
      end({ failed: `no answer within ${patienceMs / 1_000} s` });
    });
    const end = (how: { output: string } | { failed: string }) => {
      stopTimer();
      resolve(how);
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => end({ failed: error.message }));
    child.once('close', (code, signal) =>
      end(
        code === 0
          ? { output: Buffer.concat(chunks).toString('utf8') }
          : { failed: signal ?? `exit ${code}` },
      ),
    );
  });
}
