import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { explain, UserError } from '../system/errors.ts';

/**
 * One step of a scripted turn, done in order. `{prompt}`, `{n}` (the turn's number) and `{history}` may stand in a text.
 * The last `reply` is the turn's result, earlier ones are only shown.
 */
const step = z.union([
  z.strictObject({ reply: z.string() }),
  z.strictObject({ delayMs: z.number().check(z.nonnegative()) }),
  /** Waits until this file exists: whoever makes it decides when the turn goes on. */
  z.strictObject({ hold: z.string() }),
  /** A permission dialog for a command; refused, the turn ends and its reply says so. */
  z.strictObject({ ask: z.string(), tool: z._default(z.string(), 'Bash') }),
  /** A tool runs, with nobody asked. */
  z.strictObject({ use: z.string(), tool: z._default(z.string(), 'Bash') }),
  /** Adds a line to this file, `{"at", "prompt"}` as JSON: what a turn's work leaves behind, whatever becomes of the turn. */
  z.strictObject({ note: z.string() }),
  /** The turn fails with this error: for a reason of that kind, a limit for so long. */
  z.strictObject({
    fail: z.string(),
    why: z._default(z.enum(['overloaded', 'rate-limit', 'network', 'usage-limit', 'other']), 'other'),
    forMs: z.optional(z.number().check(z.nonnegative())),
  }),
  /** Never ends until it is interrupted. */
  z.strictObject({ hang: z.literal(true) }),
  /** The process kills itself at this point of the turn. */
  z.strictObject({
    crash: z.enum(['before-submit-event', 'after-submit', 'before-stop-event', 'after-stop-event']),
  }),
  /** The turn stops with this task pending; when the task ends, a second stop brings `reply`. */
  z.strictObject({
    background: z.string(),
    reply: z.string(),
    delayMs: z._default(z.number().check(z.nonnegative()), 0),
    hold: z.optional(z.string()),
  }),
]);

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'su'));
  } catch {
    return false;
  }
}

const script = z.strictObject({
  version: z.literal(1),
  rules: z.array(
    z.strictObject({
      /** The prompt holds this text … */
      includes: z.optional(z.string()),
      /** … and matches this regular expression. With neither, every prompt is meant. */
      matches: z.optional(z.string().check(z.refine(isPattern, 'Not a regular expression'))),
      /** How often the rule is used before the ones after it get their turn. */
      times: z.optional(z.int().check(z.positive())),
      do: z.array(step),
    }),
  ),
});

export type Step = z.infer<typeof step>;
export type Script = z.infer<typeof script>;

/** Throws a UserError that names the file and what is wrong with it. */
export function readScript(file: string): Script {
  const { data, error } = script.safeParse(parseFile(file));
  if (error) throw unusable(file, z.prettifyError(error));
  return data;
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw unusable(file, explain(error));
  }
}

const unusable = (file: string, why: string): UserError =>
  new UserError(`The script ${file} cannot be used: ${why}`, 'Mend the script.');
