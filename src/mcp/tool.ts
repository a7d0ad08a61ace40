import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type * as z from 'zod';
import type { Ctrlg } from '../api/ctrlg.ts';

/** What a call may need beside its arguments. */
export interface Call {
  /** The project; throws a UserError where it cannot be opened. */
  open(): Promise<Ctrlg>;
  /** Aborts when the client cancels the call, and when the server ends. */
  readonly signal: AbortSignal;
  /** Tells the client how a long call gets on; nothing where it did not ask. */
  progress(done: number, total: number, message: string): void;
}

/** One tool, as the client lists it and as it is run. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly annotations: ToolAnnotations;
  run(args: never, ctrlg: Ctrlg, call: Call): Promise<object>;
}

interface ToolOf<I extends z.ZodObject, O extends z.ZodObject> extends Omit<Tool, 'run'> {
  readonly input: I;
  readonly output: O;
  run(args: z.output<I>, ctrlg: Ctrlg, call: Call): Promise<z.input<O>>;
}

/** A tool whose `run` is held to its schemas. */
export const tool = <I extends z.ZodObject, O extends z.ZodObject>(made: ToolOf<I, O>): Tool => made;

export const READS = { readOnlyHint: true } as const;
/** It changes something, and asked twice it does so once. */
export const SETTLES = { destructiveHint: false, idempotentHint: true } as const;
export const ADDS = { destructiveHint: false } as const;
export const ENDS = { destructiveHint: true, idempotentHint: true } as const;
