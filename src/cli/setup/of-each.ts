import { explain } from '../../system/errors.ts';
import type { ClientSetup } from './client-setup.ts';

export interface OfOne {
  readonly client: string;
  readonly name: string;
  /** Why nothing was done to it. */
  readonly error?: string;
}

/**
 * Does the same to each client; one client's fault does not keep the others from it. Throws that fault where nothing else
 * was changed.
 */
export async function ofEach<T extends { changed: boolean }>(
  setups: readonly ClientSetup[],
  act: (setup: ClientSetup) => Promise<T>,
): Promise<(OfOne & Partial<T>)[]> {
  const done: (OfOne & Partial<T>)[] = [];
  const faults: unknown[] = [];
  for (const setup of setups) {
    const about = { client: setup.chief.client, name: setup.chief.name };
    try {
      done.push({ ...about, ...(await act(setup)) });
    } catch (error) {
      faults.push(error);
      done.push({ ...about, error: explain(error) } as OfOne & Partial<T>);
    }
  }
  if (faults.length === 1 && !done.some(({ changed }) => changed)) throw faults[0];
  return done;
}
