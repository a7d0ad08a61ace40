import { realpathSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import type { AgentPlaces } from '../project/places.ts';
import { UserError } from '../system/errors.ts';
import { makePrivateFolder, removeIfThere } from '../system/files.ts';
import { claude, permissionQuestion } from './claude.ts';
import type { Client, ClientEvent, Launch, LaunchRequest } from './client.ts';
import { geminiHome, prepareGeminiHome } from './gemini-home.ts';
import { conversationIdIn, geminiUsage } from './gemini-transcript.ts';
import { endOf, signIn, turnRecord } from './gemini-turn-end.ts';
import { geminiWitness } from './gemini-witness.ts';
import { isOlder, packageVersion } from './package-version.ts';
import { findProgram } from './program.ts';

/** Gemini CLI: docs/clients.md has what was measured of it. */
export const gemini = {
  channel: {
    kind: 'editor',
    keys: { editor: 'C-g', submit: 'Enter', interrupt: 'Escape' },
    settleMs: 50,
    asText,
    veto,
    holdsSubmit,
    // An Enter that it has not read yet is not lost, and a second one would send the text twice.
    patienceMs: { editor: [2_000, 3_000], submit: [90_000, 120_000] },
  },
  launch,
  readEvent,
  usage: geminiUsage,
  witness: geminiWitness,
  slowStart:
    'It has not started yet. Look at its window: Gemini CLI may ask there whether it may trust the folder, or for a login. In a folder that you do not trust it runs no hooks, so it cannot be an agent there.',
} satisfies Client;

/** It leaves the terminal to an editor of this name, and reads the keys beside any other. */
const DELIVER = 'ctrlg-deliver-nano';
const PACKAGE = '@google/gemini-cli';
/** The oldest release that ctrlg was tried with. */
const OLDEST = '0.61.0';

function launch(request: LaunchRequest): Launch {
  const { name, config, places, resume } = request;
  const [program = 'gemini', ...own] = config.command ?? [];
  const file = findProgram(program, config.env.PATH);
  if (!file) {
    throw new UserError(
      `Agent ${name} runs Gemini CLI, but '${program}' is not installed (not found in PATH).`,
      `Install it with: npm install -g ${PACKAGE}`,
    );
  }
  assertNotTooOld(name, file);
  const env = prepareGeminiHome(request);
  const args = [...own, ...(resume ? ['--resume', resume] : []), ...config.args];
  return { file: nameAfterAgent(file, places), args, env: { ...env, EDITOR: DELIVER, VISUAL: DELIVER } };
}

function assertNotTooOld(name: string, file: string): void {
  const version = packageVersion(file, PACKAGE);
  if (version === undefined || !isOlder(version, OLDEST)) return;
  throw new UserError(
    `Agent ${name} runs Gemini CLI ${version}, and ctrlg needs ${OLDEST} or later.`,
    `Update it with: npm install -g ${PACKAGE}`,
  );
}

/**
 * A link in the agent's folder, so that the process can be told from others by its command line: its arguments name nothing
 * of the agent's. A program that is no script of Node's might look for its own parts beside the link.
 */
function nameAfterAgent(file: string, places: AgentPlaces): string {
  if (!realpathSync(file).endsWith('.js')) return file;
  const link = join(makePrivateFolder(geminiHome(places.folder), 'bin'), basename(file));
  removeIfThere(link);
  symlinkSync(realpathSync(file), link);
  return link;
}

const event = z.looseObject({
  hook_event_name: z.string(),
  session_id: z._default(z.string(), ''),
  transcript_path: z._default(z.string(), ''),
  timestamp: z._default(z.string(), ''),
  prompt: z._default(z.string(), ''),
  prompt_response: z._default(z.string(), ''),
  notification_type: z._default(z.string(), ''),
  message: z._default(z.string(), ''),
  details: z.optional(z.looseObject({ title: z.optional(z.string()), type: z.optional(z.string()) })),
  trigger: z._default(z.string(), ''),
});
type GeminiEvent = z.infer<typeof event>;

function readEvent(raw: unknown): ClientEvent | undefined {
  const { success, data } = event.safeParse(raw);
  if (!success) return undefined;
  switch (data.hook_event_name) {
    case 'SessionStart':
      return { kind: 'ready', conversationId: conversationOf(data) };
    case 'BeforeAgent':
      return submitted(data, data.prompt);
    case 'PreCompress':
      // Its own compactions, in the course of a turn, tell so too.
      return data.trigger === 'manual' ? submitted(data, '/compact') : undefined;
    case 'Notification':
      return data.notification_type === 'ToolPermission'
        ? { kind: 'asks', question: questionOf(data) }
        : undefined;
    case 'AfterTool':
      return { kind: 'goes-on' };
    case 'AfterAgent':
      return turnEnd(data);
    default:
      return undefined;
  }
}

const conversationOf = ({ transcript_path, session_id }: GeminiEvent): string =>
  conversationIdIn(transcript_path) ?? session_id;

const submitted = (data: GeminiEvent, prompt: string): ClientEvent => ({
  kind: 'submitted',
  prompt,
  conversationId: conversationOf(data),
  ...turnRecord(data),
});

/** What the dialog asks: `Shell: npm test`. */
function questionOf({ details = {}, message }: GeminiEvent): string {
  const { command, filePath, fileName, prompt, toolName, title } = details as Record<string, unknown>;
  if (command) return permissionQuestion('Shell', { command });
  if (filePath ?? fileName) return permissionQuestion('Edit', { file_path: filePath ?? fileName });
  return String(toolName ?? prompt ?? title ?? message);
}

const NO_TEXT = '[no response text]';

/**
 * Gemini CLI tells the end of a turn in the same words whether it was answered, failed or was stopped, and a failed one may
 * carry half an answer: the conversation's file, written just before, says which. It has the answer, too: the event joins
 * the pieces of a stream with blanks, and all that was said before the turn's tools. Of a turn that was stopped nothing is told here: the second source tells it, like that of a permission that was refused, which fires no event.
 */
function turnEnd(data: GeminiEvent): ClientEvent | undefined {
  const sign = signIn(data.transcript_path);
  if (sign?.kind === 'cancelled') return undefined;
  const said = data.prompt_response === NO_TEXT ? '' : data.prompt_response;
  return endOf(sign, said, data);
}

/** A mention of a file, as Gemini CLI finds it. */
const MENTION = /(?<!\\)@(?:"[^"]*"|\\.|[^\s,;!?()[\]{}.]|\.(?!$|\s))+/g;

/**
 * Commands and a `\` at the end are as in Claude Code. A mention of a file in the project is the client's to resolve; one of
 * a file outside it opens a dialog in the middle of a delivery, so that is told as text. Line ends
 * are made what it makes of them, so that the text in its box is known for ours.
 */
function asText(prompt: string): string {
  const text = claude.channel.asText(prompt).replace(/\r\n?/g, '\n');
  return text.replace(MENTION, (mention) => {
    const path = mention.slice(1).replace(/["\\]/g, '');
    return /^[/~]|(^|\/)\.\.(\/|$)/.test(path) ? `\\${mention}` : mention;
  });
}

/** In shell mode (`!` typed into an empty box) Enter would run the prompt in a shell. */
function veto(screen: string[]): string | undefined {
  return screen.some((line) => /^ ! |shell mode enabled/.test(line)) ? 'shell mode' : undefined;
}

/**
 * It draws late what it is given: an Enter that comes before the text is lost, and one that comes again before the box is
 * drawn empty sends the text again. A prompt that mentions a file may have opened a dialog, in which Enter would choose.
 */
function holdsSubmit(screen: string[]): 'wait' | 'stop' | undefined {
  if (screen.some((line) => /^│ *● \d+\. /.test(line))) return 'stop';
  return screen.some((line) => line.startsWith(' >   Type your message')) ? 'wait' : undefined;
}
