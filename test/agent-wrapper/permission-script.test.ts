import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentPlaces } from '../../src/project/places.ts';
import { agentPlaces } from '../../src/project/places.ts';
import { answerQuestion } from '../../src/status/answer.ts';
import { isAlive, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

let home: string;
let places: AgentPlaces;
let scripts: Asking[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cg-perm it's "));
  places = agentPlaces(home, 'planning');
  for (const folder of [places.events, places.questions, places.answers, places.answered])
    mkdirSync(folder, { recursive: true });
  scripts = [];
});
afterEach(() => {
  for (const { process } of scripts) process.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const QUESTION = {
  session_id: 's',
  hook_event_name: 'PermissionRequest',
  tool_name: 'Bash',
  tool_input: { command: `echo "agent_id": 'x' \\ %s $HOME é` },
};

/** The script with a question on its stdin, as the client's child. */
class Asking {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ code: number | null; printed: string }>;

  constructor(question: object = QUESTION, parent: string[] = []) {
    const [file, ...args] = [...parent, join(repository, 'bin/ctrlg-permission'), 'PermissionRequest'];
    this.process = spawn(file!, args, {
      env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: places.folder, TMPDIR: home },
    });
    let printed = '';
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.on('data', (text) => (printed += text));
    this.ended = new Promise((resolve) => this.process.once('close', (code) => resolve({ code, printed })));
    this.process.stdin.end(JSON.stringify(question));
    scripts.push(this);
  }

  /** The id of the question that it has told. */
  id(): Promise<string> {
    return until('the question to be told', () => eventsTold().at(-1)?.ctrlg_question_id);
  }
}

function eventsTold(): Record<string, string>[] {
  return readdirSync(places.events).flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(places.events, name), 'utf8'))];
    } catch {
      return [];
    }
  });
}
const decisionOf = (printed: string) => JSON.parse(printed).hookSpecificOutput;
const answer = (id: string, decision: 'approve' | 'deny', note?: string) =>
  answerQuestion(places, id, { decision, by: 'from the hook', note });

describe('the script that hands a permission question over', () => {
  it('tells it whole, under an id, and prints that it was approved', async () => {
    const asking = new Asking();
    const id = await asking.id();
    expect(eventsTold()).toEqual([{ ...QUESTION, ctrlg_question_id: id }]);
    expect(await answer(id, 'approve')).toBe('taken');
    const { code, printed } = await asking.ended;
    expect(decisionOf(printed)).toEqual({
      hookEventName: 'PermissionRequest',
      decision: { behavior: 'allow' },
    });
    expect(code).toBe(0);
    expect(readFileSync(join(places.answered, id), 'utf8')).toBe('approve\nfrom the hook\n""\n');
    expect([...readdirSync(places.questions), ...readdirSync(places.answers)]).toEqual([]);
  });

  it.each([
    ['with a note, as it was written', 'not "that"\n\\ one: %s $(x) é', 'not "that"\n\\ one: %s $(x) é'],
    ['without one', undefined, 'A person refused it.'],
  ])('prints that it was denied, %s', async (_, note, message) => {
    const asking = new Asking();
    await answer(await asking.id(), 'deny', note);
    expect(decisionOf((await asking.ended).printed).decision).toEqual({ behavior: 'deny', message });
  });

  it('an answer to another question is not its own', async () => {
    const [one, two] = [new Asking(), new Asking()];
    const ids = await until('both to be told', () => {
      const told = eventsTold().map((event) => event.ctrlg_question_id!);
      return told.length === 2 ? told : undefined;
    });
    await answer(ids[0]!, 'approve');
    const first = await Promise.race([one.ended, two.ended]);
    expect(decisionOf(first.printed).decision.behavior).toBe('allow');
    expect([one, two].filter(({ process }) => process.exitCode === null)).toHaveLength(1);
    await answer(ids[1]!, 'deny');
    const both = await Promise.all([one.ended, two.ended]);
    expect(both.map(({ printed }) => decisionOf(printed).decision.behavior).sort()).toEqual([
      'allow',
      'deny',
    ]);
  });

  it('prints nothing once its question is taken away', async () => {
    const asking = new Asking();
    rmSync(join(places.questions, await asking.id()));
    expect(await asking.ended).toEqual({ code: 0, printed: '' });
  });

  it('takes its question away when its client ends it', async () => {
    const asking = new Asking();
    const id = await asking.id();
    asking.process.kill('SIGTERM');
    expect((await asking.ended).printed).toBe('');
    expect(existsSync(join(places.questions, id))).toBe(false);
  });

  it('ends with a client that was killed', async () => {
    const asking = new Asking(QUESTION, [
      'sh',
      '-c',
      `exec 3<&0; "$@" <&3 & echo $! >"$TMPDIR/pid"; wait`,
      'sh',
    ]);
    await asking.id();
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
    asking.process.kill('SIGKILL');
    await until('the script to end', () => !isAlive(pid));
    expect(readdirSync(places.questions)).toEqual([]);
  });

  it.each([
    ['a helper of the client’s asks, whose dialog waits for its hook', { agent_id: 'a1' }],
    ['there is more to choose from than yes and no', { tool_name: 'AskUserQuestion' }],
  ])('only tells it where %s', async (_, fields) => {
    const { tool_input, ...rest } = QUESTION;
    const question = { ...rest, ...fields, tool_input };
    expect(await new Asking(question).ended).toEqual({ code: 0, printed: '' });
    expect(eventsTold()).toEqual([question]);
  });

  it('only tells it where nobody takes answers', async () => {
    rmSync(places.questions, { recursive: true });
    expect(await new Asking().ended).toEqual({ code: 0, printed: '' });
    expect(eventsTold()).toEqual([QUESTION]);
  });
});
