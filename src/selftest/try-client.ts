import { nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import {
  agentStarts,
  endsWithDown,
  goesOnAfterAKill,
  stopsATurn,
  takesANo,
  takesAPrompt,
  takesAYes,
  tellsAFailure,
  tellsAQuestion,
  tellsTheEnd,
  tellsTokens,
} from './as-agent.ts';
import {
  chiefStarts,
  handsOverTheDraft,
  lendsTheTerminal,
  letsSignalsBeTaken,
  startsTheEditor,
  survivesCancel,
  takesTheAnswer,
} from './as-chief.ts';
import { Chief } from './chief.ts';
import { takesAllCharacters, takesAllSizes } from './deliveries.ts';
import { type ClientPromise, PROMISES, type PromiseId } from './promises.ts';
import { putInOrder } from './put-in-order.ts';
import { endTraces, Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import type { Trial } from './trial.ts';
import { Broken, type Evidence, type Judged, NotOffered, type Verdict } from './verdict.ts';

export interface TrialOptions {
  /** How long one thing may take, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Tries it only as one of the two. */
  readonly side?: 'chief' | 'agent' | undefined;
  /** Leaves the private folder where it is. */
  readonly keep: boolean;
  /** Told of each promise as its turn comes, and of its parts. */
  readonly progress: (promise: ClientPromise, part: string) => void;
}

/** How a client fared. */
export interface TrialReport {
  readonly client: string;
  readonly program: string;
  /** What the program says; null when it does not say. */
  readonly version: string | null;
  /** The release that ctrlg's own tests run. */
  readonly tested: string | null;
  readonly folder: string | null;
  readonly ms: number;
  readonly promises: readonly Judged[];
}

const CHECKS: Record<PromiseId, (trial: Trial) => Promise<Evidence>> = {
  'chief-start': chiefStarts,
  'editor-key': startsTheEditor,
  'editor-file': handsOverTheDraft,
  'editor-terminal': lendsTheTerminal,
  'signals-off': letsSignalsBeTaken,
  cancel: survivesCancel,
  answer: takesTheAnswer,
  'agent-start': agentStarts,
  submitted: takesAPrompt,
  completed: tellsTheEnd,
  sizes: takesAllSizes,
  characters: takesAllCharacters,
  failure: tellsAFailure,
  interrupt: stopsATurn,
  asks: tellsAQuestion,
  answered: takesAYes,
  denied: takesANo,
  resume: goesOnAfterAKill,
  tokens: tellsTokens,
  down: endsWithDown,
};

/**
 * Tries each promise of a client, one after the other, in a private folder and a tmux server of its own; ends and removes
 * all of it, also when `signal` aborts, which it then throws.
 */
export async function tryClient(subject: Subject, options: TrialOptions): Promise<TrialReport> {
  const { signal, timeoutMs, keep } = options;
  const beganMs = nowMs();
  const place = Stage.newPlace();
  const model = await subject.openModel(place);
  try {
    const stage = await Stage.open({ place, subject, model, signal });
    try {
      const version = await subject.version(stage.env, { timeoutMs, signal });
      const chief = subject.chief && new Chief(stage, subject.chief);
      const trial = { subject, stage, model, chief, timeoutMs, signal, progress: () => {} };
      const promises = await judgeAll(trial, options);
      const { client, program, tested } = subject;
      const folder = keep ? place.root : null;
      return { client, program, version: version ?? null, tested, folder, ms: nowMs() - beganMs, promises };
    } finally {
      await stage.end({ keep });
    }
  } finally {
    await model.close();
    await endTraces(place, { keep });
  }
}

async function judgeAll(trial: Trial, { progress, side }: TrialOptions): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const promise of PROMISES.filter((one) => !side || one.side === side)) {
    progress(promise, '');
    const needed = judged.find(({ id }) => id === promise.needs);
    const { needs: _, ...said } = promise;
    if (needed && needed.kind !== 'held') {
      const kind = needed.kind === 'not-offered' ? needed.kind : 'not-tried';
      const seen = kind === 'not-offered' ? needed.seen : `without '${needed.id}'`;
      judged.push({ ...said, kind, seen });
      continue;
    }
    const told = { ...trial, progress: (part: string) => progress(promise, part) };
    const verdict = await judge(told, CHECKS[promise.id]);
    judged.push({ ...said, ...verdict });
    // The checks of answers need the question open.
    const leavesAQuestion = promise.id === 'asks' && verdict.kind === 'held';
    if (promise.side === 'agent' && !leavesAQuestion) await putInOrder(trial);
  }
  return judged;
}

async function judge(trial: Trial, check: (trial: Trial) => Promise<Evidence>): Promise<Verdict> {
  const beganMs = nowMs();
  try {
    const { seen, ms = nowMs() - beganMs } = await check(trial);
    return { kind: 'held', seen, ms };
  } catch (error) {
    trial.signal.throwIfAborted();
    if (error instanceof NotOffered) return { kind: 'not-offered', seen: error.message };
    const screen = error instanceof Broken ? error.screen : undefined;
    return {
      kind: 'broken',
      seen: explain(error),
      ms: nowMs() - beganMs,
      ...(screen !== undefined && { screen }),
    };
  }
}
