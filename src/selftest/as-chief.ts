import { rmSync, writeFileSync } from 'node:fs';
import { nowMs } from '../system/clock.ts';
import { identify } from '../system/processes.ts';
import type { Chief, Look } from './chief.ts';
import { ODD_PROMPTS } from './prompts.ts';
import { firstDifference } from './same-text.ts';
import { HELPER, helperGate } from './stage.ts';
import { isOff, settingsOf } from './terminal-settings.ts';
import type { Trial } from './trial.ts';
import { Broken, type Evidence, NotOffered, until } from './verdict.ts';

/** What the client promises to a person who presses its editor key. */

export async function chiefStarts(trial: Trial): Promise<Evidence> {
  await chiefOf(trial).start(trial);
  return { seen: 'ready' };
}

export async function startsTheEditor(trial: Trial): Promise<Evidence> {
  const { ms } = await chiefOf(trial).look(trial);
  return { seen: `the editor ran after ${trial.subject.chief?.editorKeys.join(' ')}`, ms };
}

const DRAFT = 'a draft of the self-test';

export async function handsOverTheDraft(trial: Trial): Promise<Evidence> {
  // Keys that come while a client takes its terminal back from an editor may be lost: that is another matter.
  const { argv, text, ms } =
    (await typeAndLook(trial)) ?? (await typeAndLook(trial)) ?? (await chiefOf(trial).look(trial));
  if (text === undefined) throw new Broken(`no file: the arguments are ${JSON.stringify(argv)}`);
  if (!hasDraft(text)) throw new Broken(`the file holds ${JSON.stringify(text.slice(0, 200))}`);
  const more = argv.length > 1 ? `, after ${JSON.stringify(argv.slice(0, -1))}` : '';
  return { seen: `the draft stands in ${argv.at(-1)}${more}`, ms };
}

const hasDraft = (text: string): boolean => text.trimEnd().endsWith(DRAFT);

/** Undefined when the draft did not come. */
async function typeAndLook(trial: Trial): Promise<Look | undefined> {
  const chief = chiefOf(trial);
  await chief.type(DRAFT);
  // The screen says when the keys have been read; without it the file is looked at all the same.
  const isShown = async () => (await chief.screen()).includes(DRAFT);
  await until('draft on the screen', isShown, { ...trial, timeoutMs: 5_000 }).catch(() => {});
  const look = await chief.look(trial);
  return hasDraft(look.text ?? '') ? look : undefined;
}

export async function lendsTheTerminal(trial: Trial): Promise<Evidence> {
  const { terminal, taken, isInForeground } = await chiefOf(trial).look(trial);
  if (terminal === '') throw new Broken('the editor has no terminal');
  if (!isInForeground) throw new Broken('the editor stands in the background of its terminal');
  if (!isOff(taken, 'isig')) throw new Broken('the editor cannot take the signals off its terminal');
  const lent = isOff(terminal, 'isig') && isOff(terminal, 'icanon') ? 'raw' : 'cooked';
  const known = trial.subject.chief?.lends;
  if (lent !== known) throw new Broken(`the terminal is ${lent}; we know it as ${known}`);
  return { seen: `${lent}, in the foreground; signals can be taken off` };
}

/** Nobody presses two keys in less. */
const SIGNALS_OFF_WITHIN_MS = 1_000;

export async function letsSignalsBeTaken(trial: Trial): Promise<Evidence> {
  const chief = chiefOf(trial);
  const terminal = await chief.terminal();
  const { pid, begunMs } = await chief.pressWithHook(HELD_PROMPT, trial);
  const isTaken = async () => isOff(await settingsOf(terminal), 'isig');
  await until('terminal without signals', isTaken, { ...trial, everyMs: 1 });
  const ms = Math.round(Math.max(0, nowMs() - begunMs));
  await until('task for the helper', () => trial.stage.status(HELPER)?.current_task, trial);
  await chief.press('q');
  await until('end of the hook', () => !identify(pid), trial);
  await letHelperGoOn(trial);
  if (ms > SIGNALS_OFF_WITHIN_MS) throw new Broken(`only ${ms} ms after the editor began`);
  return { seen: `${ms} ms after the editor began`, ms };
}

const HELD_PROMPT = `@${HELPER} hold on, and say nothing yet`;

export async function survivesCancel(trial: Trial): Promise<Evidence> {
  const chief = chiefOf(trial);
  const { pid } = await chief.pressWithHook(HELD_PROMPT, trial);
  const isAsked = () => trial.stage.status(HELPER)?.current_task;
  await until('task for the helper', isAsked, trial);
  const pressedMs = nowMs();
  await chief.press('C-c');
  await until('end of the hook', () => !identify(pid), trial);
  const ms = nowMs() - pressedMs;
  await letHelperGoOn(trial);
  if (!(await chief.isAlive())) throw new Broken('it ended', await chief.screen());
  const { text } = await chief.look(trial);
  if (text?.trimEnd() !== HELD_PROMPT)
    throw new Broken(`its box holds ${JSON.stringify(text?.slice(0, 200))}`);
  return { seen: 'it lives, and the prompt stands in its box as it was', ms };
}

export async function takesTheAnswer(trial: Trial): Promise<Evidence> {
  const chief = chiefOf(trial);
  const before = trial.model.prompts().length;
  const prompt = ANSWER_TEXT;
  const { pid } = await chief.pressWithHook(`@${HELPER} ${prompt}`, trial);
  const pressedMs = nowMs();
  await until('end of the hook', () => !identify(pid), trial);
  const ms = nowMs() - pressedMs;
  const { text = '' } = await chief.look(trial);
  const answer = `echo: ${prompt}`;
  // Each client trims the end of its box in a way of its own.
  const difference = firstDifference(answer, text.trimEnd());
  if (difference) throw new Broken(difference);
  const sent = trial.model.prompts().slice(before);
  if (sent.length > 0) throw new Broken(`it sent ${JSON.stringify(sent[0]?.slice(0, 100))} to its model`);
  return {
    seen: `${Buffer.byteLength(answer)} bytes stand in its box as they were, and nothing was sent`,
    ms,
  };
}

/** Lines that no client trims and that a shell, a template or a terminal could trip over. */
const ANSWER_TEXT = ODD_PROMPTS.filter(
  ({ arrives, prompt }) => !arrives && !/[\r\t]|^\n|x{99}|\n{9}/.test(prompt),
)
  .map(({ prompt }) => prompt)
  .join('\n\n');

/** Ends the helper's turn of HELD_PROMPT. */
async function letHelperGoOn({ stage, ...limits }: Trial): Promise<void> {
  const gate = helperGate(stage.place);
  writeFileSync(gate, '');
  await until('end of the helper’s turn', () => stage.status(HELPER)?.status === 'idle', limits);
  rmSync(gate);
}

function chiefOf({ chief }: Trial): Chief {
  if (!chief) throw new NotOffered('it has no editor key');
  return chief;
}
