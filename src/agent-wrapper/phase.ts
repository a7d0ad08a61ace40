import type { ClientEvent, TurnRecord } from '../clients/client.ts';
import type { Claim } from '../tasks/runs.ts';

/**
 * What the agent is about. A run is in exactly one of `delivering` and `running`; `attended` is a turn of a person's.
 *
 *     starting ─► idle ─► delivering ─► running ─► idle
 *                  │          └ draft, dialog ─► idle (held)
 *                  ├ a warm-up is due ─► warming ─► idle
 *                  └ a person submits ─► attended ─► idle
 *     any ─► gone (the client's process ended) ─► starting
 */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'delivering'; readonly claim: Claim; readonly text: string; readonly isCommand: boolean }
  | {
      readonly kind: 'running';
      readonly claim: Claim;
      readonly sinceMs: number;
      readonly pending: readonly string[];
      readonly isCommand: boolean;
      /** A tool has run in this turn, or may have: doing it again could do it twice. */
      readonly hasWorked: boolean;
    }
  /** The client is told `/compact` or `/clear` before the next task. */
  | { readonly kind: 'warming'; readonly sinceMs: number; readonly text: string; readonly isTaken: boolean }
  | { readonly kind: 'attended'; readonly sinceMs: number }
  | { readonly kind: 'gone' };

/** What an event means in a phase: the next phase, and what is to be recorded before it is entered. */
export interface Step {
  readonly phase: Phase;
  readonly submitted?: Claim;
  readonly ended?: { readonly claim: Claim; readonly how: Ending };
}

export type Ending =
  | {
      readonly kind: 'stopped';
      readonly text: string;
      readonly resultFile: string | null;
      readonly turn?: TurnRecord | undefined;
    }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'cut-off' }
  | Failure;

export interface Failure extends Extract<ClientEvent, { kind: 'failed' }> {
  /** The turn had begun to do something before it failed. */
  readonly hadWork: boolean;
}

/** The pure transition: no clock, no disk. */
export function step(phase: Phase, event: ClientEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'ready':
      return onReady(phase);
    case 'submitted':
      return onSubmitted(phase, event.prompt, nowMs);
    case 'stopped':
      return onStopped(phase, event);
    case 'failed':
      return onTurnEnd(phase, { ...event, hadWork: phase.kind === 'running' && phase.hasWorked });
    case 'goes-on':
      return { phase: phase.kind === 'running' && !phase.hasWorked ? { ...phase, hasWorked: true } : phase };
    case 'interrupted':
    case 'cut-off':
      return onTurnEnd(phase, event);
    case 'asks':
      return { phase };
    default:
      return event satisfies never;
  }
}

function onReady(phase: Phase): Step {
  if (phase.kind === 'delivering' && phase.isCommand) {
    // `/clear` and `/compact` show as a new start of the conversation and as nothing else.
    const how = { kind: 'stopped', text: '', resultFile: null } as const;
    return { phase: { kind: 'idle' }, submitted: phase.claim, ended: { claim: phase.claim, how } };
  }
  const isBegin = phase.kind === 'starting' || phase.kind === 'gone' || phase.kind === 'warming';
  return isBegin ? { phase: { kind: 'idle' } } : { phase };
}

function onSubmitted(phase: Phase, prompt: string, nowMs: number): Step {
  if (phase.kind === 'delivering' && holdsText(prompt, phase.text)) {
    const running: Phase = {
      kind: 'running',
      claim: phase.claim,
      sinceMs: nowMs,
      pending: [],
      isCommand: phase.isCommand,
      hasWorked: false,
    };
    return { phase: running, submitted: phase.claim };
  }
  // Some clients tell of a command as of a prompt.
  if (phase.kind === 'warming' && holdsText(prompt, phase.text))
    return { phase: { ...phase, isTaken: true } };
  // A person steers our run by typing into it: the run goes on.
  if (phase.kind === 'running') return { phase };
  return { phase: { kind: 'attended', sinceMs: nowMs } };
}

function onStopped(phase: Phase, event: Extract<ClientEvent, { kind: 'stopped' }>): Step {
  if (phase.kind === 'running' && event.pending.length > 0)
    return { phase: { ...phase, pending: event.pending, hasWorked: true } };
  const { kind, text, resultFile, turn } = event;
  return onTurnEnd(phase, { kind, text, resultFile, ...(turn && { turn }) });
}

function onTurnEnd(phase: Phase, how: Ending): Step {
  if (phase.kind === 'running') return { phase: { kind: 'idle' }, ended: { claim: phase.claim, how } };
  return phase.kind === 'attended' || phase.kind === 'starting' ? { phase: { kind: 'idle' } } : { phase };
}

/**
 * A submitted prompt is ours when it is our text, or holds it whole: a person may have typed between our keys.
 * Clients drop invisible characters, change line ends and escape with `\`, so only what can be seen is compared.
 */
export function holdsText(submitted: string, text: string): boolean {
  const visible = (value: string) => value.replace(/[\s\p{Z}\p{C}\p{DI}\\]/gu, '');
  return visible(submitted).includes(visible(text));
}
