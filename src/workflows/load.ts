import { basename } from 'node:path';
import { circlesOf } from './graph.ts';
import { MistakeList } from './mistakes.ts';
import { type RawFile, readShape } from './read-shape.ts';
import { type Known, type Reading, readStep } from './read-step.ts';
import { checkReferences } from './references.ts';
import { Source } from './source.ts';
import { parseTemplate, type Template, TemplateMistake } from './template.ts';
import type { Step, Workflow } from './workflow.ts';

/**
 * Reads a workflow and checks all of it that can be checked before it runs. Throws WorkflowMistakes, which names every
 * mistake as `path:line:col` with its mend.
 */
export function loadWorkflow(path: string, text: string, known: Known): Workflow {
  const source = new Source(path, text.replace(/^\ufeff/, ''));
  const mistakes = new MistakeList(source);
  mistakes.throwAny();
  const raw = readShape(source, mistakes);
  if (!raw) {
    mistakes.throwAny();
    throw new Error(`${path} has no shape, and nothing is wrong with it.`);
  }
  const reading = { source, mistakes, known, steps: raw.steps.map(({ name }) => name) };
  const steps = raw.steps.map((step) => readStep(step, reading));
  addCircles(steps, raw, reading);
  const output = readOutput(raw, reading);
  mistakes.throwAny();
  const { name = basename(path).replace(/\.ya?ml$/, ''), description, input } = raw.fields;
  return { name, description, input, steps, output };
}

function addCircles(steps: readonly Step[], raw: RawFile, { source, mistakes }: Reading): void {
  const names = new Set(steps.map(({ name }) => name));
  const known = steps.map(({ name, needs }) => ({ name, needs: needs.filter((need) => names.has(need)) }));
  for (const circle of circlesOf(known)) {
    const keys = raw.steps.find(({ name }) => name === circle[0])!.keys;
    mistakes.add(
      source.keyAt(keys),
      `the steps need each other in a circle: ${circle.join(' → ')}`,
      'Take one of the needs (or templates that mention a step) out.',
    );
  }
}

function readOutput(raw: RawFile, { source, mistakes, steps }: Reading): Template | undefined {
  const text = raw.fields.output;
  if (text === undefined) return undefined;
  const keys = ['output'];
  try {
    const template = parseTemplate(text, (spot) => source.spoken(source.spotAt(keys, spot)));
    checkReferences(template.references, { steps, others: [] }, { source, keys, mistakes });
    return template;
  } catch (error) {
    if (!(error instanceof TemplateMistake)) throw error;
    mistakes.add(source.spotAt(keys, error.spot), `output: ${error.message}`, 'Mend it there.');
    return undefined;
  }
}
