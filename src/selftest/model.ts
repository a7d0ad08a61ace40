import { type ModelStub, type Reply, startModelStub } from '../model-stub/model-stub.ts';
import type { ClientKit } from './kits/kit.ts';

/**
 * The model behind the client that is tried. Words in a prompt decide what it does; without one it answers with
 * `echo: ` and the prompt.
 */
export interface Model {
  /** The stub's address, for those who talk to one. */
  readonly url: string;
  /** The prompts as they arrived, in order. */
  prompts(): string[];
  /** Lets the turns of HOLD end. */
  release(): void;
  /** Whether the client has broken off the turn of this prompt; undefined where nobody can tell. */
  isBrokenOff(prompt: string): boolean | undefined;
  /** Whether the model was shown an earlier prompt together with this one. */
  remembers(prompt: string, earlier: string): boolean;
  close(): Promise<void>;
}

/** The answer waits for `release()`. */
export const HOLD = 'selftest-hold';
/** There is no answer. */
export const HANG = 'selftest-hang';
/** The model refuses, with REFUSAL. */
export const FAIL = 'selftest-fail';
export const REFUSAL = 'the model of the self-test refuses';
/** The model wants to run `touch` with a file of this name, which asks for a permission, and answers then. */
export const ASK = 'selftest-ask';
/** The file that a prompt with ASK makes. */
export const askedFile = (prompt: string): string => /selftest-ask\S*/.exec(prompt)?.[0] ?? '';

/** The stub, as the model of a real client. */
export async function stubModel(kit: ClientKit): Promise<Model> {
  const stub = await startModelStub();
  const held: (() => void)[] = [];
  const released = () => new Promise<void>((resolve) => held.push(resolve));
  stub.reply(({ text }) => replyTo(text, kit, released));
  return {
    url: stub.url,
    prompts: () => stub.requests.map(({ text }) => text).filter((text) => text !== ''),
    release: () => {
      for (const go of held.splice(0)) go();
    },
    isBrokenOff: (prompt) => requestOf(stub, prompt)?.aborted ?? false,
    remembers: (prompt, earlier) => JSON.stringify(requestOf(stub, prompt)?.body ?? '').includes(earlier),
    close: () => stub.close(),
  };
}

const requestOf = (stub: ModelStub, prompt: string) => stub.requests.findLast(({ text }) => text === prompt);

function replyTo(text: string, kit: ClientKit, released: () => Promise<void>): Reply {
  const echo: Reply = { kind: 'text', text: `echo: ${text}` };
  if (text.includes(HOLD)) return { ...echo, until: released() };
  if (text.includes(HANG)) return { ...echo, until: new Promise(() => {}) };
  if (text.includes(FAIL)) return { kind: 'error', status: 400, message: REFUSAL, retry: false };
  // biome-ignore lint/suspicious/noThenProperty: the stub's word for what follows a tool's result
  if (text.includes(ASK)) return { kind: 'tool', ...kit.shellTool(`touch ${askedFile(text)}`), then: echo };
  return echo;
}
