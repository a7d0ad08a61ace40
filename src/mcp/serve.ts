import { after } from '../system/clock.ts';
import { CHANNEL } from './channel-name.ts';
import { newServer } from './server.ts';
import { StdioTransport } from './stdio-transport.ts';

/** What a client that has closed our input may still get: the answers to what it had asked. */
const LAST_ANSWERS_MS = 2_000;

export interface ServeOptions {
  /** Tells of tasks that end in the background by Claude Code's channels. */
  readonly channel?: true;
}

/** `ctrlg mcp`: serves on standard input and output until the client closes them; the exit code. */
export async function serve({ channel }: ServeOptions = {}): Promise<number> {
  const transport = new StdioTransport(process.stdin, process.stdout);
  const leave = new AbortController();
  const server = newServer(
    async () => {
      const { newWork } = await import('./work.ts');
      const tellUpdated = (uri: string) => server.sendResourceUpdated({ uri });
      const tellNews = (content: string) =>
        server.notification({ method: `notifications/${CHANNEL}`, params: { content } });
      return newWork({ signal: leave.signal, tellUpdated, ...(channel && { tellNews }) });
    },
    { isChannel: channel === true },
  );
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const end = () => {
    // Waits end; what they waited for goes on.
    leave.abort(new Error('The server ends; the tasks go on.'));
    after(LAST_ANSWERS_MS, () => void server.close());
    void transport.answered().then(() => server.close());
  };
  transport.onend = end;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
  await server.connect(transport);
  await closed;
  return 0;
}
