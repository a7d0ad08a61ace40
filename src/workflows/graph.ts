import { alg, Graph } from '@dagrejs/graphlib';

interface Needing {
  readonly name: string;
  readonly needs: readonly string[];
}

/** A step, what it leads to, …, and the first step again, for each circle among the steps; none where all is well. */
export function circlesOf(steps: readonly Needing[]): string[][] {
  const graph = graphOf(steps);
  const loops = steps.filter(({ name }) => graph.hasEdge(name, name)).map(({ name }) => [name, name]);
  const circles = alg
    .findCycles(graph)
    .filter((members) => members.length > 1)
    .map((members) => circleAmong(graph, steps, new Set(members)));
  return [...loops, ...circles];
}

/** The members reach each other; walking on among them must come back to a step that was seen. */
function circleAmong(graph: Graph, steps: readonly Needing[], members: ReadonlySet<string>): string[] {
  const trail: string[] = [];
  let at = steps.find(({ name }) => members.has(name))!.name;
  while (!trail.includes(at)) {
    trail.push(at);
    at = (graph.successors(at) ?? []).find((next) => members.has(next) && next !== at)!;
  }
  return [...trail.slice(trail.indexOf(at)), at];
}

function graphOf(steps: readonly Needing[]): Graph {
  const graph = new Graph();
  for (const { name } of steps) graph.setNode(name);
  for (const { name, needs } of steps) for (const need of needs) graph.setEdge(need, name);
  return graph;
}
