import { explain } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { type ProgramEnd, runProgram } from './child-program.ts';
import { CommandResult } from './command-result.ts';
import type { Engine, Prompt, Stage, TurnEnd } from './engine.ts';
import { LiveLines } from './live-lines.ts';

/** How much of a failed program's stderr its failure tells. */
const TOLD_LINES = 10;
const TOLD_CHARACTERS = 4_000;

/** Gives each prompt to a program on stdin, byte for byte, one process a turn; its stdout is the result. */
export function commandEngine(argv: readonly string[], folder: string | undefined): Engine {
  if (folder) makePrivateFolder(folder);
  return {
    name: argv.join(' '),
    take: (prompt) => ({
      reached: () => {},
      run: (stage) => runTurn({ argv, folder, prompt, stage }),
    }),
  };
}

interface CommandTurn {
  readonly argv: readonly string[];
  readonly folder: string | undefined;
  readonly prompt: Prompt;
  readonly stage: Stage;
}

async function runTurn({ argv, folder, prompt, stage }: CommandTurn): Promise<TurnEnd> {
  const result = new CommandResult(folder, `${prompt.conversationId}-${prompt.turn}`);
  const stop = new AbortController();
  let complaints = '';
  let writeError: unknown;
  const stdout = new LiveLines(stage.show);
  const stderr = new LiveLines((text) => {
    complaints = `${complaints}\n${text}`.slice(-TOLD_CHARACTERS);
    stage.show(text);
  });
  const end = await runProgram({
    argv,
    env: { CTRLG_CONVERSATION: prompt.conversationId, CTRLG_TURN: String(prompt.turn) },
    stdin: prompt.text,
    signal: AbortSignal.any([stage.signal, stop.signal]),
    onStdout: (bytes) => {
      try {
        result.push(bytes);
        stdout.push(bytes);
      } catch (error) {
        writeError ??= error;
        stop.abort();
      }
    },
    onStderr: stderr.push,
  });
  stdout.end();
  stderr.end();
  result.end();
  if (stage.signal.aborted) return { kind: 'interrupted' };
  if (writeError)
    return {
      kind: 'failed',
      error: 'result not written',
      text: `The result was not written: ${explain(writeError)}`,
    };
  return conclude({ argv, end, complaints, result });
}

function conclude(turn: {
  argv: readonly string[];
  end: ProgramEnd;
  complaints: string;
  result: CommandResult;
}): TurnEnd {
  const { argv, end, result } = turn;
  const resultFile = result.file === undefined ? {} : { resultFile: result.file };
  if (end.kind === 'not-started')
    return { kind: 'failed', error: 'not started', text: whyNotStarted(argv[0] ?? '', end.code) };
  if (end.code === 0) return { kind: 'done', text: result.text, ...resultFile };
  const error = end.signal ? `ended by ${end.signal}` : `exit code ${end.code}`;
  const lastLines = turn.complaints.trim().split('\n').slice(-TOLD_LINES).join('\n');
  return { kind: 'failed', error, text: `${argv[0]}: ${error}\n${lastLines}`.trim(), ...resultFile };
}

function whyNotStarted(program: string, code: string): string {
  if (code === 'ENOENT') return `The program '${program}' was not found. Install it, or name its full path.`;
  if (code === 'EACCES') return `The program '${program}' may not be executed. Make it executable: chmod +x`;
  return `The program '${program}' cannot be started: ${code}`;
}
