export type Option = readonly [
  flags: string,
  does: string,
  parse?: (text: string, before: unknown) => unknown,
  byDefault?: unknown,
];

/** One verb of `ctrlg`: names, flags and help, and where its code is. It is called with its arguments and its options. */
export interface Verb {
  readonly name: string;
  readonly does: string;
  readonly args?: readonly (readonly [name: string, does?: string])[];
  readonly options?: readonly Option[];
  readonly moreHelp?: string;
  load(): Promise<(...parts: never[]) => number | Promise<number>>;
}

export const JSON_FLAG: Option = ['--json', 'print JSON, also for errors'];

export const AGENT_FLAG: Option = ['--agent <name>', 'only tasks of this agent'];
