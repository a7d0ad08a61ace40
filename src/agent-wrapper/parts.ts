import type { Client, Witness } from '../clients/client.ts';
import type { StatusWriter } from '../status/write.ts';
import type { Changes } from '../system/changes.ts';
import type { Log } from '../system/log.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import type { Records } from './records.ts';

/** What the wrapper needs of the world; `life.ts` puts it together. */
export interface WrapperParts {
  readonly client: Client;
  readonly records: Records;
  readonly status: StatusWriter;
  readonly changes: Changes;
  readonly owner: ProcessIdentity;
  readonly log: Log;
  readonly onClientDeath: 'report' | 'rerun' | 'resume';
  readonly backgroundTasks: 'wait' | 'ignore';
  /** What the client is told before each task but the first of a conversation. */
  readonly warmUp: 'none' | 'compact' | 'clear';
  /** What the agent may take from its siblings' queues: tasks put for its pool, or for a tag that it carries. */
  readonly targets: readonly string[];
  readonly window: ClientWindow;
  /** Hears of each task that was ended here, once its done marker stands. */
  ended(taskId: string): void;
}

/** The client as it stands in its window: what can be pressed, seen and asked there. */
export interface ClientWindow {
  press(key: string): Promise<void>;
  screen(): Promise<string[]>;
  /** Lets a client go on that a person suspended with Ctrl-Z: it would be deaf to every key. */
  wake(): void;
  /** Asks the client to give its turn up. */
  interrupt(): Promise<void>;
  witness(): Witness | undefined;
  /** Whether the client's process runs. */
  isThere(): boolean;
}
