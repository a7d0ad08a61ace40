import type { Past } from './past.ts';

/**
 * Runs what may want to know what agents were asked before. The database is loaded and opened at the first question, since
 * a prompt that names its agent has none, and once for all agents.
 */
export async function withPast<T>(
  home: string,
  action: (pastOf: (agent: string) => Promise<string[]>) => Promise<T>,
): Promise<T> {
  let past: Promise<Past> | undefined;
  const open = async () => (await import('./past.ts')).openPast(home);
  try {
    return await action(async (agent) => {
      past ??= open();
      return (await past).of(agent);
    });
  } finally {
    (await past)?.close();
  }
}
