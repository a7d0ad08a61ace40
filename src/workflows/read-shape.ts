import type * as z from 'zod/mini';
import { messageOf } from '../project/read-config.ts';
import { type FileFields, fileShape, listedFileShape, type StepFields } from './file-shape.ts';
import { knownList, type MistakeList } from './mistakes.ts';
import type { Key, Source } from './source.ts';

/** A step as it stands in the file: its fields, and the keys that lead to it. */
export interface RawStep {
  readonly name: string;
  readonly keys: readonly Key[];
  readonly fields: StepFields;
}

export interface RawFile {
  readonly fields: FileFields;
  readonly steps: readonly RawStep[];
}

/** The fields of a file; undefined when its shape is wrong, which `mistakes` then says. */
export function readShape(source: Source, mistakes: MistakeList): RawFile | undefined {
  const value = source.value as { steps?: unknown } | null | undefined;
  const isListed = Array.isArray(value?.steps);
  const parsed = isListed ? listedFileShape.safeParse(value) : fileShape.safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) addIssue(issue, source, mistakes);
    return undefined;
  }
  const { steps, ...fields } = parsed.data;
  const raw = Array.isArray(steps) ? fromList(steps) : fromMap(steps);
  if (raw.length === 0)
    mistakes.add(source.at(['steps']), 'the workflow has no steps', 'Write one below steps:.');
  for (const twin of raw.filter(({ name }, index) => raw.findIndex((one) => one.name === name) < index))
    mistakes.add(source.at([...twin.keys, 'name']), `a second step '${twin.name}'`, 'Give it another name.');
  return { fields, steps: raw };
}

const fromMap = (steps: Record<string, StepFields>): RawStep[] =>
  Object.entries(steps).map(([name, fields]) => ({ name, keys: ['steps', name], fields }));

const fromList = (steps: readonly (StepFields & { name: string })[]): RawStep[] =>
  steps.map(({ name, ...fields }, index) => ({ name, keys: ['steps', index], fields }));

function addIssue(issue: z.core.$ZodIssue, source: Source, mistakes: MistakeList): void {
  const keys = issue.path as Key[];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const mend = knownList('keys', knownKeysAt(keys));
      mistakes.add(source.keyAt([...keys, key]), `${spoken(keys)}unknown key '${key}'`, mend);
    }
    return;
  }
  const place = issue.code === 'invalid_key' ? source.keyAt(keys) : source.at(keys);
  mistakes.add(place, `${spoken(keys)}${wordsOf(issue, source)}`, 'See docs/workflows.md.');
}

function wordsOf(issue: z.core.$ZodIssue, source: Source): string {
  if (issue.message !== 'Invalid input') return issue.message;
  const isMissing = issue.code === 'invalid_type' && valueAt(source.value, issue.path) === undefined;
  return isMissing ? 'it is missing' : messageOf(issue);
}

const valueAt = (value: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);

const spoken = (keys: readonly Key[]): string => (keys.length > 0 ? `${keys.join('.')}: ` : '');

function knownKeysAt(keys: readonly Key[]): string[] {
  const file = fileShape.def.shape;
  if (keys.length === 0) return Object.keys(file);
  const step = listedFileShape.def.shape.steps.def.element.def.shape;
  if (keys.length === 2)
    return Object.keys(step).filter((key) => key !== 'name' || typeof keys[1] === 'number');
  return Object.keys(step.repeat.def.innerType.def.shape);
}
