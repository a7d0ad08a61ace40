import type { Step, Workflow } from './workflow.ts';

/** The workflow as a Mermaid flowchart: a box for each step, an arrow from what it needs. */
export function mermaidOf({ steps }: Workflow): string {
  const idOf = new Map(steps.map(({ name }, index) => [name, `s${index + 1}`]));
  return [
    'flowchart TD',
    ...steps.map((step) => `  ${idOf.get(step.name)}${boxOf(step)}`),
    ...steps.flatMap((step) =>
      step.needs.map((need) => `  ${idOf.get(need)} -->${step.when ? '|when|' : ''} ${idOf.get(step.name)}`),
    ),
    ...steps
      .filter(({ repeat }) => repeat)
      .map(({ name }) => `  ${idOf.get(name)} -->|again| ${idOf.get(name)}`),
  ].join('\n');
}

function boxOf({ name, work, forEach }: Step): string {
  const many = forEach ? ' ×n' : '';
  switch (work.kind) {
    case 'ask':
      return `["${name}${many}<br/>${work.target}"]`;
    case 'run':
      return `[["${name}${many}"]]`;
    case 'approve':
      return `{"${name}?"}`;
    default:
      return work satisfies never;
  }
}
