import { Liquid, LiquidError, type Template as Node, type Variables } from 'liquidjs';
import { UserError } from '../system/errors.ts';
import { jsonIn } from './fan-out.ts';

/** A line and a column of a template, both from 1. */
export interface Spot {
  readonly row: number;
  readonly col: number;
}

/** A variable that a template takes from outside, such as `steps.plan.result`; null where a part is computed. */
export interface Reference extends Spot {
  readonly parts: readonly (string | number | null)[];
}

/** Text with `{{ … }}` in it. */
export interface Template {
  readonly references: readonly Reference[];
  /** Throws a UserError that names the template's place where it cannot be filled in. */
  render(variables: object): string;
}

/** An expression that holds or does not. */
export interface Condition {
  readonly references: readonly Reference[];
  /** Throws a UserError that names the expression's place where it cannot be judged. */
  holds(variables: object): boolean;
}

/** A template that cannot be parsed. */
export class TemplateMistake extends Error {
  readonly spot: Spot;

  constructor(what: string, spot: Spot) {
    super(what);
    this.spot = spot;
  }
}

/**
 * Nothing is escaped: prompts are not HTML. An unknown variable is an error, and no file is read: `include` finds nothing.
 * Empty text is false, as in most languages and unlike in Liquid.
 */
const liquid = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  jsTruthy: true,
  templates: {},
});
liquid.registerFilter('from_json', (text: unknown) => jsonIn(String(text)));

/** `place` tells a person where a spot of this template is, such as `plan.yaml:3:7`. */
export function parseTemplate(text: string, place: (spot: Spot) => string): Template {
  const nodes = parse(text);
  return {
    references: referencesOf(nodes),
    render: (variables) => fill(nodes, variables, place),
  };
}

/** Before and after the expression: Liquid judges only inside a tag. */
const IF = '{% if ';
const THEN = ' %}yes{% endif %}';

export function parseCondition(text: string, place: (spot: Spot) => string): Condition {
  const moved = ({ row, col }: Spot): Spot => ({ row, col: row === 1 ? Math.max(1, col - IF.length) : col });
  const braces = /\{\{|\{%|%\}|\}\}/.exec(text);
  if (braces)
    throw new TemplateMistake('an expression stands alone, without {{ }}', { row: 1, col: braces.index + 1 });
  const nodes = parse(`${IF}${text}${THEN}`, moved);
  return {
    references: referencesOf(nodes).map((one) => ({ ...one, ...moved(one) })),
    holds: (variables) => fill(nodes, variables, (spot) => place(moved(spot))) === 'yes',
  };
}

function parse(text: string, moved = (spot: Spot) => spot): Node[] {
  let nodes: Node[];
  try {
    nodes = liquid.parse(text);
    // `include`, `render` and `layout` would only fail when it is too late.
    liquid.analyzeSync(nodes);
  } catch (error) {
    const { what, spot } = faultOf(error);
    throw new TemplateMistake(what, moved(spot));
  }
  return nodes;
}

function fill(nodes: Node[], variables: object, place: (spot: Spot) => string): string {
  try {
    return String(liquid.renderSync(nodes, variables));
  } catch (error) {
    const { what, spot } = faultOf(error);
    throw new UserError(`${place(spot)}: ${what}.`, 'Mend it there.', { cause: error });
  }
}

function faultOf(error: unknown): { what: string; spot: Spot } {
  const message = error instanceof Error ? error.message : String(error);
  const at = /, line:(\d+), col:(\d+)$/.exec(message);
  const spot = { row: Number(at?.[1] ?? 1), col: Number(at?.[2] ?? 1) };
  if (!LiquidError.is(error) && !message.startsWith('ENOENT')) return { what: message, spot };
  if (message.startsWith('ENOENT')) return { what: 'a template includes no other files', spot };
  return { what: at ? message.slice(0, at.index) : message, spot };
}

function referencesOf(nodes: Node[]): Reference[] {
  const globals: Variables = liquid.analyzeSync(nodes, { partials: false }).globals;
  return Object.values(globals)
    .flat()
    .map(({ segments, location }) => ({
      parts: segments.map((part) => (typeof part === 'object' ? null : part)),
      row: location.row,
      col: location.col,
    }));
}
