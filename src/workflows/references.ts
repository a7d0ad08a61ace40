import { knownList, type MistakeList } from './mistakes.ts';
import type { Key, Source } from './source.ts';
import type { Reference } from './template.ts';

/** What a template or an expression may name. */
export interface Scope {
  /** The names of all steps. */
  readonly steps: readonly string[];
  /** Beside `input` and `steps`. */
  readonly others: readonly string[];
}

/** What is known of a step that has ended. */
export const STEP_FIELDS = ['result', 'results', 'state', 'exit_code'] as const;

/** Adds a mistake for each reference that is not in the scope; `keys` lead to the text. */
export function checkReferences(
  references: readonly Reference[],
  scope: Scope,
  { source, keys, mistakes }: { source: Source; keys: readonly Key[]; mistakes: MistakeList },
): void {
  for (const reference of references) {
    const wrong = mistakeOf(reference, scope);
    if (wrong) mistakes.add(source.spotAt(keys, reference), `${keys.join('.')}: ${wrong.what}`, wrong.mend);
  }
}

/** The steps that the references name. */
export const stepsNamed = (references: readonly Reference[]): string[] =>
  references.flatMap(({ parts: [root, step] }) =>
    root === 'steps' && typeof step === 'string' ? [step] : [],
  );

function mistakeOf({ parts }: Reference, scope: Scope): { what: string; mend: string } | undefined {
  const [root, step, field] = parts;
  const variables = knownList('variables', ['input', ...scope.others, 'steps.NAME.result']);
  if (root !== 'steps') {
    const isKnown = root === 'input' || scope.others.includes(String(root));
    return isKnown ? undefined : { what: `unknown variable '${root}'`, mend: variables };
  }
  if (typeof step !== 'string')
    return { what: 'steps alone says nothing', mend: 'Name a step in it, such as steps.plan.result.' };
  if (!scope.steps.includes(step))
    return { what: `unknown step '${step}'`, mend: knownList('steps', scope.steps) };
  if (!STEP_FIELDS.some((known) => known === field)) {
    const what = field === undefined ? 'is no text by itself' : `has no '${field}'`;
    return { what: `step '${step}' ${what}`, mend: knownList('fields', STEP_FIELDS) };
  }
  return undefined;
}
