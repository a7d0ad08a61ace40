import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '../status/status.ts';
import { nowMs } from '../system/clock.ts';
import { signalProcess } from '../system/processes.ts';
import type { Done } from '../tasks/done-marker.ts';
import type { HistoryEntry } from '../tasks/history.ts';
import { ASK, askedFile, FAIL, HANG, HOLD, REFUSAL } from './model.ts';
import { firstDifference } from './same-text.ts';
import { AGENT } from './stage.ts';
import { processesOf } from './strays.ts';
import type { Trial } from './trial.ts';
import { Broken, type Evidence, NotOffered, until } from './verdict.ts';

/** What the client promises to the wrapper that gives it tasks. */

export async function agentStarts(trial: Trial): Promise<Evidence> {
  const { stage, timeoutMs } = trial;
  const seconds = String(Math.ceil(timeoutMs / 1_000));
  const { code, out, err } = await stage.ctrlg(['up', AGENT, '--timeout', seconds], {
    timeoutMs: timeoutMs + 10_000,
  });
  const isReady = code === 0 && (await untilIdle(trial).then(() => true, passBroken));
  if (isReady) return { seen: 'its ready event came' };
  const pane = stage.status(AGENT)?.pane_id;
  throw new Broken((out + err).trim(), pane ? await stage.tmux.screen(pane) : undefined);
}

export async function takesAPrompt(trial: Trial): Promise<Evidence> {
  const prompt = `${HOLD} until the self-test lets go`;
  const id = await put(trial, prompt);
  const submitted = await untilSubmitted(trial, id);
  await untilAtModel(trial, prompt);
  const claimed = trial.stage.history(id).find(({ what }) => what === 'claimed');
  trial.model.release();
  await untilDone(trial, id);
  const times = trial.model.prompts().filter((text) => text === prompt).length;
  if (times !== 1) throw new Broken(`the model was asked ${times} times`);
  const ms = Date.parse(submitted.at) - Date.parse(claimed?.at ?? submitted.at);
  return { seen: `${submitted.evidence}; its model was asked once`, ms };
}

export async function tellsTheEnd(trial: Trial): Promise<Evidence> {
  const prompt = `${HOLD} once more\nwith a second line`;
  const id = await put(trial, prompt);
  await untilAtModel(trial, prompt);
  const releasedMs = nowMs();
  trial.model.release();
  const done = await untilDone(trial, id);
  const ms = nowMs() - releasedMs;
  assertDone(done);
  const difference = firstDifference(`echo: ${prompt}`, trial.stage.result(id) ?? '');
  if (difference) throw new Broken(`the result: ${difference}`);
  return { seen: 'its event of the end carried the exact result', ms };
}

export async function tellsAFailure(trial: Trial): Promise<Evidence> {
  const done = await untilDone(trial, await put(trial, `${FAIL} please`));
  if (done.status !== 'failed') throw new Broken(`the task ended as ${done.status}: ${done.reason}`);
  if (!done.reason.includes(REFUSAL))
    throw new Broken(`the reason is told as ${JSON.stringify(done.reason)}`);
  return { seen: done.reason };
}

export async function stopsATurn(trial: Trial): Promise<Evidence> {
  const prompt = `${HANG} until you are stopped`;
  const id = await put(trial, prompt);
  await untilSubmitted(trial, id);
  await untilAtModel(trial, prompt);
  const askedMs = nowMs();
  await trial.stage.ctrlg(['cancel', id]);
  const done = await untilDone(trial, id);
  const ms = nowMs() - askedMs;
  if (done.status !== 'cancelled') throw new Broken(`the task ended as ${done.status}: ${done.reason}`);
  const isBrokenOff = () => trial.model.isBrokenOff(prompt) ?? true;
  await until('end of its request to the model', isBrokenOff, trial);
  await untilIdle(trial);
  return { seen: 'it broke its request off and is idle', ms };
}

const firstAsk = `${ASK}-first please`;

/** Leaves the question open for the checks that answer it. */
export async function tellsAQuestion(trial: Trial): Promise<Evidence> {
  const putMs = nowMs();
  await put(trial, firstAsk);
  const { blocked_on } = await untilAgent(trial, 'question', ({ status }) => status === 'blocked');
  if (!blocked_on?.includes(`touch ${askedFile(firstAsk)}`))
    throw new Broken(`it is blocked on ${JSON.stringify(blocked_on)}`);
  return { seen: blocked_on, ms: nowMs() - putMs };
}

export async function takesAYes(trial: Trial): Promise<Evidence> {
  const { current_task: id } = await untilAgent(trial, 'question', ({ status }) => status === 'blocked');
  assertAnswerable(trial);
  const answeredMs = nowMs();
  const { code, out, err } = await trial.stage.ctrlg(['approve', AGENT]);
  if (code !== 0) throw new Broken((out + err).trim());
  const done = await untilDone(trial, id!);
  const ms = nowMs() - answeredMs;
  assertDone(done);
  if (!isMade(trial, firstAsk)) throw new Broken('it went on, and did not do it');
  return { seen: 'it did it, and went on', ms };
}

export async function takesANo(trial: Trial): Promise<Evidence> {
  const prompt = `${ASK}-second please`;
  const id = await put(trial, prompt);
  await untilAgent(trial, 'question', ({ status }) => status === 'blocked');
  assertAnswerable(trial);
  const answeredMs = nowMs();
  const { code, out, err } = await trial.stage.ctrlg(['deny', AGENT]);
  if (code !== 0) throw new Broken((out + err).trim());
  const done = await untilDone(trial, id);
  const ms = nowMs() - answeredMs;
  if (isMade(trial, prompt)) throw new Broken('it did it all the same');
  return { seen: `it did not do it; the task ended as ${done.status}`, ms };
}

export async function goesOnAfterAKill(trial: Trial): Promise<Evidence> {
  const earlier = 'what was said before the kill';
  assertDone(await untilDone(trial, await put(trial, earlier)));
  const id = await put(trial, `${HANG} until you are killed`);
  await untilSubmitted(trial, id);
  const { client_pid, conversation_id } = await untilAgent(
    trial,
    'turn',
    (status) => status.current_task === id,
  );
  const killedMs = nowMs();
  signalProcess(client_pid!, 'SIGKILL');
  const gone = await untilDone(trial, id);
  if (gone.status !== 'agent-gone') throw new Broken(`the task ended as ${gone.status}: ${gone.reason}`);
  const later = 'what is said after the kill';
  const done = await untilDone(trial, await put(trial, later));
  const ms = nowMs() - killedMs;
  assertDone(done);
  const now = trial.stage.status(AGENT)?.conversation_id;
  if (now !== conversation_id) throw new Broken(`the conversation ${conversation_id} is ${now} now`);
  if (!trial.model.remembers(later, earlier))
    throw new Broken('the model was not shown what was said before');
  return { seen: 'it came back, and the model was shown what was said before', ms };
}

export async function tellsTokens(trial: Trial): Promise<Evidence> {
  if (!trial.subject.tellsTokens) throw new NotOffered('it has none');
  const id = await put(trial, 'what did this take?');
  assertDone(await untilDone(trial, id));
  const told = () => {
    const { tokens_in, tokens_out } = trial.stage.done(id) ?? {};
    return tokens_in ? { tokens_in, tokens_out } : undefined;
  };
  const { tokens_in, tokens_out } = await until('tokens in the done marker', told, trial);
  return { seen: `${tokens_in} in, ${tokens_out} out` };
}

export async function endsWithDown({ stage, timeoutMs, signal }: Trial): Promise<Evidence> {
  const mark = `CTRLG_AGENT_DIR=${stage.place.state}/agents/${AGENT}`;
  const before = processesOf(mark).length;
  const { code, out, err } = await stage.ctrlg(['down', AGENT]);
  if (code !== 0) throw new Broken((out + err).trim());
  const left = () => processesOf(mark);
  const instead = () => `${left().length} of ${before} run on`;
  await until('end of its processes', () => left().length === 0, { timeoutMs, signal, instead });
  return { seen: `${out.trim()}; ${before} processes ended` };
}

/** Puts a task for the agent, in the background; returns its id. */
export async function put({ stage }: Trial, prompt: string): Promise<string> {
  const { out, err } = await stage.ctrlg(['ask', AGENT, '-', '--background'], { input: prompt });
  const id = out.trim();
  if (!id) throw new Broken(`the task was not put: ${err.trim()}`);
  return id;
}

function untilSubmitted(trial: Trial, id: string): Promise<HistoryEntry> {
  const seen = () => trial.stage.history(id).find(({ what }) => what === 'submitted');
  return until('submit event', seen, { ...trial, instead: () => standing(trial) });
}

const untilAtModel = (trial: Trial, prompt: string): Promise<boolean> =>
  until('request at the model', () => trial.model.prompts().includes(prompt), {
    ...trial,
    instead: () => standing(trial),
  });

export function untilDone(trial: Trial, id: string): Promise<Done> {
  return until('end of the task', () => trial.stage.done(id), { ...trial, instead: () => standing(trial) });
}

/** Waits until the agent can take the next task. */
export async function untilIdle(trial: Trial): Promise<void> {
  await untilAgent(trial, 'rest', ({ status, current_task }) => status === 'idle' && !current_task);
}

async function untilAgent(trial: Trial, what: string, look: (status: Status) => unknown): Promise<Status> {
  const seen = () => {
    const status = trial.stage.status(AGENT);
    return status && look(status) ? status : undefined;
  };
  return until(what, seen, { ...trial, instead: () => standing(trial) });
}

function passBroken(error: unknown): undefined {
  if (!(error instanceof Broken)) throw error;
}

/** How the agent stands instead, in a few words. */
function standing({ stage }: Trial): string {
  const status = stage.status(AGENT);
  if (!status) return 'the agent does not run';
  return `the agent is ${status.status}${status.blocked_on ? ` on ${status.blocked_on}` : ''}`;
}

function assertDone({ status, reason }: Done): void {
  if (status !== 'done') throw new Broken(`the task ended as ${status}: ${reason}`);
}

function assertAnswerable({ stage }: Trial): void {
  if (!stage.status(AGENT)?.question_id) throw new NotOffered('it is answered in its window');
}

const isMade = ({ stage }: Trial, prompt: string): boolean =>
  existsSync(join(stage.place.project, askedFile(prompt)));
