import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginRun } from '../../src/workflows/begin-run.ts';
import { loadWorkflow } from '../../src/workflows/load.ts';
import type { RunEvent } from '../../src/workflows/run-events.ts';
import { runWorkflow } from '../../src/workflows/run-workflow.ts';
import { outputOf } from '../../src/workflows/summary.ts';
import type { StepTask, TaskPort } from '../../src/workflows/task-port.ts';

const KNOWN = { agents: ['a'], tags: [] };
const FLOW = `
steps:
  list: {run: "echo list >>log; echo x; echo y"}
  each: {forEach: "{{ steps.list.result }}", agent: a, prompt: "each {{ item }}"}
  loop: {agent: auto, prompt: "loop {{ round }}", repeat: {until: round == 2, max: 3}}
  end: {needs: loop, agent: a, prompt: "{{ steps.each.results | join: '+' }}"}
`;

/** Agents that answer at once, and remember what they were asked: the memory outlives the engines. */
class FakeAgents implements TaskPort {
  readonly asked = new Map<string, StepTask>();

  chooser = () => ({ choose: async (target: string) => (target === 'auto' ? 'a' : target) });

  put(task: StepTask): string {
    this.asked.set(task.key.id, task);
    return task.key.id;
  }

  async await(id: string) {
    const { prompt } = this.asked.get(id)!;
    return { kind: 'ended', outcome: 'done', reason: '', turnMs: 10, result: `<${prompt}>` } as const;
  }

  cancel(): void {}

  get prompts(): string[] {
    return [...this.asked.values()].map(({ prompt }) => prompt).sort();
  }
}

describe('the engine', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'cgw-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function begin(text: string): string {
    const file = { path: join(root, 'flow.yaml'), text };
    const workflow = loadWorkflow(file.path, text, KNOWN);
    return beginRun(root, { workflow, file, input: 'in', origin: { pane: null, tmux: null } });
  }

  /** Runs until the event of that number, where the engine is left. */
  async function drive(id: string, tasks: TaskPort, leaveAt = Number.POSITIVE_INFINITY) {
    const leave = new AbortController();
    const seen: RunEvent[] = [];
    const onEvent = (event: RunEvent) => {
      seen.push(event);
      if (seen.length >= leaveAt) leave.abort();
    };
    const project = { home: root, folder: root };
    const end = await runWorkflow({ project, id, known: KNOWN, tasks, signal: leave.signal, onEvent });
    return { ...end, seen };
  }

  it('left after any one of its events goes on with nothing done twice', async () => {
    const whole = await drive(begin(FLOW), new FakeAgents());
    expect(whole.kind).toBe('ended');
    const expected = ['<each x>+<each y>', 'each x', 'each y', 'loop 1', 'loop 2'];
    for (let leaveAt = 1; leaveAt < whole.seen.length; leaveAt += 1) {
      rmSync(join(root, 'log'), { force: true });
      const tasks = new FakeAgents();
      const id = begin(FLOW);
      expect((await drive(id, tasks, leaveAt)).kind).toBe('left');
      const end = await drive(id, tasks);
      expect(end.run.end?.outcome).toBe('done');
      expect(outputOf(end.workflow, end.run)).toBe('<<each x>+<each y>>');
      expect(tasks.prompts).toEqual(expected);
      expect(readFileSync(join(root, 'log'), 'utf8')).toBe('list\n');
    }
    expect(whole.seen.length).toBeGreaterThan(18);
  });

  it('left after each single event comes to the same end', async () => {
    const tasks = new FakeAgents();
    const id = begin(FLOW);
    let engines = 0;
    for (let isOver = false; !isOver; engines += 1)
      isOver = (await drive(id, tasks, 1)).run.end !== undefined;
    expect(engines).toBeGreaterThan(18);
    expect(tasks.prompts).toEqual(['<each x>+<each y>', 'each x', 'each y', 'loop 1', 'loop 2']);
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('list\n');
  });

  it('puts each attempt’s task under a key of its own', async () => {
    const tasks = new FakeAgents();
    const id = begin(FLOW);
    await drive(id, tasks);
    expect([...tasks.asked.values()].map(({ idempotencyKey }) => idempotencyKey).sort()).toEqual([
      `workflow:${id}:each:1.1.1`,
      `workflow:${id}:each:2.1.1`,
      `workflow:${id}:end:1.1.1`,
      `workflow:${id}:loop:1.1.1`,
      `workflow:${id}:loop:1.2.1`,
    ]);
  });

  it('fails the step whose prompt cannot be filled in, with its place in the file', async () => {
    const id = begin(
      'steps: {one: {agent: a, forEach: [{n: 1}], prompt: "{{ item.m }}"}, two: {run: echo two}}',
    );
    const { run } = await drive(id, new FakeAgents());
    expect(run.end?.outcome).toBe('failed');
    expect(run.steps.get('one')?.end?.reason).toMatch(
      /flow\.yaml:1:\d+: step one: undefined variable: item\.m\. Mend it there\.$/,
    );
    expect(run.steps.get('two')?.end?.outcome).toBe('done');
  });

  it('finds a command that its engine left running, and its end', async () => {
    const id = begin('steps: {one: {run: "echo >>log; sleep 0.3; echo end; exit 3"}}');
    const tasks = new FakeAgents();
    const first = await drive(id, tasks, 2);
    expect(first.seen.map(({ kind }) => kind)).toEqual(['opened', 'attempt']);
    const { run } = await drive(id, tasks);
    expect(run.steps.get('one')?.attempts[0]?.end).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      reason: 'exit code 3',
      result: 'end\n',
    });
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('\n');
  });

  it('says of a command that was killed with its shell that it was killed', async () => {
    const id = begin('steps: {one: {run: "kill -9 -$PPID 2>/dev/null; kill -9 $PPID"}}');
    const { run } = await drive(id, new FakeAgents());
    expect(run.steps.get('one')?.end).toMatchObject({
      outcome: 'failed',
      reason: 'it was killed before it ended',
    });
  });

  it('stops with the fault when the journal cannot be written, and goes on later', async () => {
    const id = begin('steps: {one: {run: "echo >>log"}}');
    const tasks = new FakeAgents();
    const folder = join(root, 'workflows', id, 'results');
    rmSync(folder, { recursive: true });
    await expect(drive(id, tasks)).rejects.toThrow('ENOENT');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(folder);
    expect((await drive(id, tasks)).run.end?.outcome).toBe('done');
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('\n');
  });
});
