import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { binFolder } from '../project/package.ts';
import type { AgentPlaces } from '../project/places.ts';
import { nowMs } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import { claudeFailure } from './claude-failure.ts';
import { asTuiText } from './claude-text.ts';
import { claudeUsage } from './claude-usage.ts';
import { assertNewEnough } from './claude-version.ts';
import type { Client, ClientEvent, Launch, LaunchRequest, Witness } from './client.ts';
import { findProgram } from './program.ts';

/** Claude Code: docs/clients.md has what was measured of it. */
export const claude = {
  channel: {
    kind: 'editor',
    keys: { editor: 'C-g', submit: 'Enter', interrupt: 'Escape' },
    settleMs: 25,
    asText: asTuiText,
    veto,
  },
  launch,
  readEvent,
  // Measured: 90 s after the limit is over.
  goesOnWithinMs: 5 * 60_000,
  usage: claudeUsage,
  midTurn,
  witness,
} satisfies Client;

/** Our deliver script, found through PATH: Claude Code splits the variable at spaces and honours no quotes. */
const DELIVER = 'ctrlg-deliver';

const HOOKS = [
  'SessionStart',
  'UserPromptSubmit',
  'PermissionRequest',
  'PostToolUse',
  'PostToolUseFailure',
  'Stop',
  'StopFailure',
];

/** How long a hook may take, in seconds: the one that waits for a person's answer stands beside the open dialog. */
const TOLD = { script: 'ctrlg-event', timeout: 10 };
const PERMISSION = { script: 'ctrlg-permission', timeout: 24 * 3_600 };

/** How an agent's Claude Code is started, whichever way: the program, the arguments that come first, and more environment. */
export interface ClaudeProgram {
  readonly file: string;
  readonly own: string[];
  readonly env: Record<string, string>;
}

/** Throws a UserError when it is not installed, or too old. */
export function findClaude({ name, config, places }: LaunchRequest): ClaudeProgram {
  const [program = 'claude', ...own] = config.command ?? [];
  const file = findProgram(program, config.env.PATH);
  if (!file) {
    throw new UserError(
      `Agent ${name} runs Claude Code, but '${program}' is not installed (not found in PATH).`,
      'Install it with: npm install -g @anthropic-ai/claude-code',
    );
  }
  const env = { ...process.env, ...config.env };
  assertNewEnough({ name, folder: places.folder, file, env });
  // The person's own client updates what is installed; an agent must not, let alone several at once in mid-work.
  const { DISABLE_AUTOUPDATER = '1' } = env;
  return { file, own, env: { DISABLE_AUTOUPDATER } };
}

function launch(request: LaunchRequest): Launch {
  const { name, config, places, resume } = request;
  const { file, own, env } = findClaude(request);
  const settings = join(places.folder, 'claude-settings.json');
  replaceFile(settings, JSON.stringify(claudeSettings(HOOKS), null, 2));
  const args = [...own, '--settings', settings, '--name', name];
  if (config.instructions) args.push('--append-system-prompt', config.instructions);
  if (resume) args.push('--resume', resume);
  return { file, args: [...args, ...config.args], env };
}

/** A person's settings.json may name an editor (ctrlg setup writes the hook there), and it beats the environment. */
const OWN_EDITOR = { EDITOR: DELIVER, VISUAL: DELIVER };

/** The settings of an agent's Claude Code, with these of its hooks told to us. */
export function claudeSettings(hooks: readonly string[]): object {
  const hook = (event: string) => {
    const { script, timeout } = event === 'PermissionRequest' ? PERMISSION : TOLD;
    // Its parent is the client itself, whose end it notices.
    const command = `exec '${join(binFolder, script).replaceAll("'", "'\\''")}' ${event}`;
    return { type: 'command', command, timeout };
  };
  return {
    env: OWN_EDITOR,
    hooks: Object.fromEntries(hooks.map((event) => [event, [{ hooks: [hook(event)] }]])),
  };
}

const event = z.looseObject({
  hook_event_name: z.string(),
  session_id: z._default(z.string(), ''),
  agent_id: z.optional(z.string()),
  prompt_id: z.optional(z.string()),
  transcript_path: z.optional(z.string()),
  prompt: z._default(z.string(), ''),
  last_assistant_message: z._default(z.string(), ''),
  error: z.optional(z.unknown()),
  tool_name: z._default(z.string(), ''),
  tool_input: z.optional(z.unknown()),
  /** Ours: the script that waits for an answer has put it in. */
  ctrlg_question_id: z.optional(z.string()),
  background_tasks: z._default(z.array(z.unknown()), []),
});

/** What it submits by itself when a usage limit is over, in words of its own. */
const GOES_ON = /^Your claude\.ai usage limit has reset\. Continue the task/;

function readEvent(raw: unknown): ClientEvent | undefined {
  const { success, data } = event.safeParse(raw);
  // A helper of the turn's own (a subagent, a compaction) may fail while the turn goes on.
  if (!success || (data.agent_id && data.hook_event_name.startsWith('Stop'))) return undefined;
  switch (data.hook_event_name) {
    case 'SessionStart':
      return { kind: 'ready', conversationId: data.session_id };
    case 'UserPromptSubmit':
      return {
        kind: 'submitted',
        prompt: data.prompt,
        conversationId: data.session_id,
        ...(GOES_ON.test(data.prompt) && { goesOnByItself: true }),
        ...turnRecord(data),
      };
    case 'PermissionRequest':
      return {
        kind: 'asks',
        question: permissionQuestion(data.tool_name, data.tool_input),
        ...(data.ctrlg_question_id && { id: data.ctrlg_question_id }),
      };
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return { kind: 'goes-on', question: permissionQuestion(data.tool_name, data.tool_input) };
    case 'Stop':
      return {
        kind: 'stopped',
        text: data.last_assistant_message,
        resultFile: null,
        pending: data.background_tasks.map(nameOfBackgroundTask),
        ...turnRecord(data),
      };
    case 'StopFailure':
      return {
        ...claudeFailure(String(data.error ?? 'unknown error'), data.last_assistant_message, nowMs()),
        ...turnRecord(data),
      };
    default:
      return undefined;
  }
}

const turnRecord = ({ transcript_path: file, prompt_id: id }: z.infer<typeof event>) =>
  file && id ? { turn: { file, id } } : {};

/** What a tool is about: the first of these that it has. */
const SUBJECTS = ['command', 'file_path', 'url'];

/**
 * What a permission dialog asks, from the event: `Bash: npm test`. Whoever approves it must have read the whole: what else
 * the tool is given follows, a line for each, but for the model's own description of it.
 */
export function permissionQuestion(tool: string, input: unknown): string {
  const given = (input ?? {}) as Record<string, unknown>;
  const subject = SUBJECTS.find((name) => given[name] !== undefined);
  if (!subject) return `${tool}: ${JSON.stringify(given)}`;
  const rest = Object.entries(given).filter(([name]) => name !== subject && name !== 'description');
  return [`${tool}: ${given[subject]}`, ...rest.map(([name, value]) => `${name}: ${wordsOf(value)}`)].join(
    '\n',
  );
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function nameOfBackgroundTask(task: unknown): string {
  const { description, command, id } = (task ?? {}) as Record<string, unknown>;
  return String(description ?? command ?? id ?? 'a background task');
}

/** Claude Code puts it below the tool's result, as a reminder. */
function midTurn(text: string): string {
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: text } });
}

/** In shell mode (`!` typed into an empty box) the editor's file is empty as well, and Enter would run the prompt in a shell. */
function veto(screen: string[]): string | undefined {
  return screen.some((line) => /^! |^!$/.test(line)) ? 'shell mode' : undefined;
}

const session = z.looseObject({
  // `shell` is a background command that goes on after the turn.
  status: z.enum(['idle', 'busy', 'waiting', 'shell']),
  statusUpdatedAt: z.number(),
  waitingFor: z._default(z.string(), 'a dialog is open'),
});

/** Claude Code keeps `sessions/<pid>.json` current; it is not documented, so it is never the only evidence. */
function witness(clientPid: number, _places: AgentPlaces): Witness | undefined {
  const folder = process.env.CLAUDE_CONFIG_DIR || join(homedir(), '.claude');
  const text = readIfThere(join(folder, 'sessions', `${clientPid}.json`));
  if (text === undefined) return undefined;
  try {
    const { status, statusUpdatedAt, waitingFor } = session.parse(JSON.parse(text));
    return { state: status === 'shell' ? 'background' : status, sinceMs: statusUpdatedAt, waitingFor };
  } catch {
    return undefined;
  }
}
