import { appendFileSync, existsSync } from 'node:fs';
import { isoOf, nowIso, nowMs, sleep } from '../system/clock.ts';
import type { Background, Engine, Milestone, Prompt, Stage, Turn, TurnEnd } from './engine.ts';
import type { Script, Step } from './script.ts';

/** How often a held turn looks for its file. */
const LOOK_MS = 5;

/** Answers by a script, with no model and no key. A prompt that no rule is for is echoed. */
export function scriptedEngine(script?: Script): Engine {
  const rules = (script?.rules ?? []).map((rule) => ({
    ...rule,
    left: rule.times ?? Number.POSITIVE_INFINITY,
  }));
  return {
    name: 'scripted',
    take(prompt) {
      const rule = rules.find((one) => one.left > 0 && isFor(one, prompt.text));
      if (rule) rule.left -= 1;
      return scriptedTurn(prompt, rule?.do ?? []);
    },
  };
}

function isFor(rule: Script['rules'][number], prompt: string): boolean {
  if (rule.includes !== undefined && !prompt.includes(rule.includes)) return false;
  return rule.matches === undefined || new RegExp(rule.matches, 'su').test(prompt);
}

function scriptedTurn(prompt: Prompt, steps: Step[]): Turn {
  const crashAt = steps.flatMap((step) => ('crash' in step ? [step.crash] : []))[0];
  return {
    reached: (milestone: Milestone) => {
      if (milestone === crashAt) process.kill(process.pid, 'SIGKILL');
    },
    run: (stage) => play(prompt, steps, stage),
  };
}

async function play(prompt: Prompt, steps: Step[], stage: Stage): Promise<TurnEnd> {
  let text: string | undefined;
  let background: Background | undefined;
  const say = (words: string) => {
    text = words;
    stage.show(words);
  };
  for (const step of steps) {
    if ('fail' in step) return failureOf(step);
    if ('background' in step) background = backgroundOf(step, prompt);
    else if ('reply' in step) say(fill(step.reply, prompt));
    else if ('note' in step)
      appendFileSync(step.note, `${JSON.stringify({ at: nowIso(), prompt: prompt.text })}\n`, {
        mode: 0o600,
      });
    else if ('ask' in step && !(await stage.ask({ tool: step.tool, command: step.ask }))) {
      if (!stage.signal.aborted) say(`Rejected: ${step.ask}`);
      break;
    } else if ('use' in step) await stage.used({ tool: step.tool, command: step.use });
    else await wait(step, stage.signal);
    if (stage.signal.aborted) return { kind: 'interrupted' };
  }
  if (stage.signal.aborted) return { kind: 'interrupted' };
  if (text === undefined) say(unscripted(prompt));
  return { kind: 'done', text: text!, ...(background && { background }) };
}

function failureOf({ fail, why, forMs }: Extract<Step, { fail: string }>): TurnEnd {
  const until = forMs === undefined ? null : isoOf(nowMs() + forMs);
  return { kind: 'failed', error: 'scripted failure', text: fail, trouble: { why, until } };
}

async function wait(step: Step, signal: AbortSignal): Promise<void> {
  if ('delayMs' in step && step.delayMs) await sleep(step.delayMs, signal);
  if ('hang' in step) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  if ('hold' in step && step.hold) {
    while (!existsSync(step.hold) && !signal.aborted) await sleep(LOOK_MS, signal);
  }
}

function backgroundOf(step: Extract<Step, { background: string }>, prompt: Prompt): Background {
  return {
    description: step.background,
    finish: async (signal) => {
      await wait(step, signal);
      return fill(step.reply, prompt);
    },
  };
}

function unscripted(prompt: Prompt): string {
  if (prompt.text === 'how many turns?') return `${prompt.history.length} before this one`;
  return `echo: ${prompt.text}`;
}

function fill(text: string, prompt: Prompt): string {
  const values: Record<string, () => string> = {
    '{prompt}': () => prompt.text,
    '{n}': () => String(prompt.turn),
    '{history}': () => prompt.history.map(({ prompt, answer }) => `${prompt} -> ${answer ?? ''}`).join('\n'),
  };
  return text.replace(/\{(?:prompt|n|history)\}/g, (name) => values[name]!());
}
