import { type ChildProcess, spawn } from 'node:child_process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ctrlg } from '../cli/run-ctrlg.ts';
import type { Rig } from '../support/rig.ts';

export interface Called {
  readonly isError: boolean;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  readonly data: any;
}

/** The SDK's own client, and a server of ours in the rig's project that it has started. */
export class Chief {
  readonly client = new Client({ name: 'test', version: '1' });
  readonly #transport: StdioClientTransport;
  /** What the server wrote on standard error. */
  said = '';

  constructor(rig: Rig, env: Record<string, string> = {}, options: string[] = []) {
    this.#transport = new StdioClientTransport({
      command: ctrlg,
      args: ['mcp', ...options],
      cwd: rig.project,
      env: { ...rig.env, ...env },
      stderr: 'pipe',
    });
    this.#transport.stderr?.on('data', (chunk) => {
      this.said += chunk;
    });
  }

  static async start(rig: Rig, env?: Record<string, string>): Promise<Chief> {
    const chief = new Chief(rig, env);
    await chief.connect();
    return chief;
  }

  async connect(): Promise<void> {
    await this.client.connect(this.#transport);
    // The client holds answers to the schemas that it knows from the list.
    await this.client.listTools();
  }

  async call(name: string, args: Record<string, unknown> = {}, options = {}): Promise<Called> {
    const result = await this.client.callTool({ name, arguments: args }, undefined, options);
    const [content] = result.content as { text: string }[];
    return { isError: result.isError === true, text: content?.text ?? '', data: result.structuredContent };
  }

  get pid(): number {
    return this.#transport.pid!;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** A server that is spoken to line by line, by a client that may do anything wrong. */
export class RawServer {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly exit: Promise<number | null>;
  #rest = '';

  constructor(rig: Rig) {
    this.child = spawn(ctrlg, ['mcp'], { cwd: rig.project, env: rig.env, stdio: 'pipe' });
    this.child.stdout!.on('data', (chunk) => {
      const lines = (this.#rest + chunk).split('\n');
      this.#rest = lines.pop()!;
      this.lines.push(...lines);
    });
    this.child.stdin!.on('error', () => {});
    this.exit = new Promise((resolve) => this.child.once('close', resolve));
  }

  send(...lines: (string | object)[]): void {
    for (const line of lines)
      this.child.stdin!.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }

  initialize(): void {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
    };
    this.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
    this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  callTool(id: number, name: string, args: object): void {
    this.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  messages(): any[] {
    return this.lines.map((line) => JSON.parse(line));
  }
}
