import * as z from 'zod/mini';
import { durationMs } from './duration.ts';
import { STEP_NAME } from './workflow.ts';

const duration = z.string('write a duration with its unit: 30s, 10m, 2h, 1d').check(
  z.refine((text) => durationMs(text) !== undefined, {
    error: 'not a duration; write 30s, 10m, 2h or 1d (366d at the most)',
  }),
);

const said = z.string().check(z.refine((text) => text.trim() !== '', 'it is empty'));
const expression = z.union([said, z.boolean()], 'expected an expression, such as steps.test.exit_code == 0');

const stepShape = {
  /** An agent's name, `auto` or `tag:x`. */
  agent: z.optional(said),
  prompt: z.optional(said),
  /** A command: one text for the shell, or its arguments. */
  run: z.optional(
    z.union(
      [said, z.array(z.union([z.string(), z.number()])).check(z.minLength(1))],
      'expected a command, as a text for the shell or as a list of arguments',
    ),
  ),
  /** A question to a person. */
  approve: z.optional(said),
  needs: z.optional(z.union([z.string(), z.array(z.string())], 'expected a step or a list of steps')),
  when: z.optional(expression),
  forEach: z.optional(
    z.union([said, z.array(z.unknown())], 'expected a list, or a text with an earlier result in it'),
  ),
  repeat: z.optional(
    z.strictObject({
      until: expression,
      max: z.optional(z.int().check(z.minimum(1), z.maximum(1_000_000))),
      within: z.optional(duration),
      atBound: z._default(z.enum(['fail', 'done']), 'fail'),
    }),
  ),
  every: z.optional(duration),
  retry: z._default(z.int().check(z.minimum(0), z.maximum(20)), 0),
  timeout: z.optional(duration),
};

const name = z
  .string()
  .check(
    z.regex(STEP_NAME, 'a step’s name starts with a letter and holds letters, digits, - and _ (40 at most)'),
  );

/** What may stand in a workflow's file. Whether it makes sense together is looked at afterwards. */
export const fileShape = z.strictObject({
  name: z.optional(said),
  description: z._default(z.string(), ''),
  input: z.optional(said),
  steps: z.record(name, z.strictObject(stepShape)),
  output: z.optional(said),
});

/** The same with the steps as a list, each with its name in it. */
export const listedFileShape = z.extend(fileShape, {
  steps: z.array(z.strictObject({ name, ...stepShape })),
});

export type StepFields = z.infer<typeof fileShape>['steps'][string];
export type FileFields = Omit<z.infer<typeof fileShape>, 'steps'>;
