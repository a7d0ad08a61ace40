import { type ServeOptions, serve } from '../mcp/serve.ts';

/** `ctrlg mcp`: the MCP server, for a chief's client to start. Standard output carries nothing but the protocol. */
export const mcp = (options: ServeOptions = {}): Promise<number> => serve(options);
