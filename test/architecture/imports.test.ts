import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** Who may import whom; docs/architecture.md explains it. */
const MAY_IMPORT: Record<string, string[]> = {
  system: [],
  project: ['system'],
  tmux: ['system'],
  status: ['system', 'project'],
  tasks: ['system', 'project', 'status'],
  clients: ['system', 'project'],
  chiefs: ['system'],
  'terminal-client': ['system'],
  connectors: ['clients', 'project', 'system'],
  'model-stub': ['system'],
  selftest: ['model-stub', 'chiefs', 'clients', 'project', 'status', 'tasks', 'tmux', 'system'],
  router: ['project', 'status', 'tasks'],
  figures: ['tasks', 'system'],
  notify: ['project', 'tasks', 'tmux', 'system'],
  asking: ['router', 'project', 'status', 'tasks', 'system'],
  workflows: ['project', 'tasks', 'system'],
  'agent-wrapper': ['context', 'notify', 'asking', 'project', 'status', 'tasks', 'clients', 'tmux', 'system'],
  coordinator: ['asking', 'chiefs', 'workflows', 'router', 'project', 'status', 'tasks', 'tmux', 'system'],
  context: ['project', 'system'],
  api: [
    'context',
    'asking',
    'chiefs',
    'coordinator',
    'workflows',
    'figures',
    'notify',
    'router',
    'project',
    'status',
    'tasks',
    'tmux',
    'system',
  ],
  mcp: ['api', 'system'],
  cli: [
    'api',
    'mcp',
    'asking',
    'coordinator',
    'workflows',
    'figures',
    'notify',
    'router',
    'project',
    'status',
    'tasks',
    'clients',
    'chiefs',
    'selftest',
    'model-stub',
    'tmux',
    'system',
  ],
};

/** Which files alone may import a package: a part that is replaced is replaced in one place. */
const PACKAGE_HOMES: Record<string, RegExp> = {
  execa: /^(tmux|clients|worktrees)\//,
  '@photostructure/sqlite': /^system\/database\.ts$/,
  chartscii: /^cli\/stats\//,
  commander: /^cli\//,
  '@modelcontextprotocol/sdk': /^mcp\//,
  diff: /^context\//,
  yaml: /^workflows\/source\.ts$/,
  ws: /^connectors\/codex\/rpc\.ts$/,
  liquidjs: /^workflows\/template\.ts$/,
  '@dagrejs/graphlib': /^workflows\/graph\.ts$/,
};

/** Words of the code that belong to a few files only. */
const WORD_HOMES: [RegExp, RegExp][] = [
  [/\b(setTimeout|setInterval|Date\.now|new Date)\b/, /^system\/clock\.ts$/],
  [/\bprocess\.exit\(/, /main\.ts$|^cli\//],
  [/\bconsole\./, /main\.ts$|^cli\//],
  [/\bprocess\.argv\b/, /main\.ts$|^cli\//],
];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: string[];
}

const sources = filesBelow(SRC).map((file): Source => {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  return { path: relative(SRC, file), text, imports };
});

it('each folder imports only the folders that the table allows', () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    ours(path, imports)
      .map((target) => [folderOf(path), folderOf(target), path] as const)
      .filter(([from, to]) => from !== to && !MAY_IMPORT[from]?.includes(to))
      .map(([from, to, file]) => `${from} imports ${to} (${file})`),
  );
  expect(wrong).toEqual([]);
});

it('the router and the figures know types of tasks and status only', () => {
  const pure = sources.filter(({ path }) => /^(router|figures)\//.test(path));
  const wrong = pure.flatMap(({ path, text }) =>
    [...text.matchAll(/^import (?!type )[^;]*'(\.\.\/(?:status|tasks)\/[^']+)'/gm)].map(
      (match) => `${path}: ${match[1]}`,
    ),
  );
  expect(wrong).toEqual([]);
});

it('no file imports itself through others', () => {
  const graph = new Map(sources.map(({ path, text }) => [path, ours(path, valueImports(text))]));
  expect([...graph.keys()].flatMap((start) => cycleFrom(start, graph) ?? [])).toEqual([]);
});

it('nobody imports a main.ts, and there are no barrels', () => {
  const targets = sources.flatMap(({ path, imports }) => ours(path, imports));
  expect(targets.filter((target) => /(^|\/)(main|index)\.ts$/.test(target))).toEqual([]);
});

it('a package that may be replaced is imported in its own place only', () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      .filter((name) => PACKAGE_HOMES[packageOf(name)]?.test(path) === false)
      .map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

it('time, exit codes and output stay where they belong', () => {
  const wrong = sources.flatMap(({ path, text }) =>
    WORD_HOMES.filter(([word, home]) => word.test(withoutComments(text)) && !home.test(path)).map(
      ([word]) => `${path} uses ${word.source}`,
    ),
  );
  expect(wrong).toEqual([]);
});

it('reports sizes: the tail is where a design rots', () => {
  const lines = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .sort((a, b) => a.lines - b.lines);
  const at = (share: number) => lines[Math.floor((lines.length - 1) * share)]!.lines;
  console.info(
    `${lines.length} files, median ${at(0.5)} lines, p90 ${at(0.9)}, longest ${lines.at(-1)!.path} ${lines.at(-1)!.lines}`,
  );
  expect(at(0.5)).toBeLessThanOrEqual(100);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const ours = (path: string, imports: string[]): string[] =>
  imports.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(path), name)));

/** `@scope/name/file.js` and `name/file.js` belong to their package. */
const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

const folderOf = (path: string): string => path.split('/')[0]!;
const valueImports = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)'/gm)].map((match) => match[1]!);
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

function cycleFrom(start: string, graph: Map<string, string[]>): string | undefined {
  const seen = new Set<string>();
  const visit = (path: string, trail: string[]): string | undefined => {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return [...trail, path, start].join(' → ');
      if (seen.has(next)) continue;
      seen.add(next);
      const found = visit(next, [...trail, path]);
      if (found) return found;
    }
    return undefined;
  };
  return visit(start, []);
}
