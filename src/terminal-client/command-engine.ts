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
  let complaints = '';
  const stdout = new LiveLines(stage.show);
  const stderr = new LiveLines((text) => {
    complaints = `${complaints}\n${text}`.slice(-TOLD_CHARACTERS);
    stage.show(text);
  });
  const end = await runProgram({
    argv,
    env: { CTRLG_CONVERSATION: prompt.conversationId, CTRLG_TURN: String(prompt.turn) },
    stdin: prompt.text,
    signal: stage.signal,
    onStdout: (bytes) => {
      result.push(bytes);
      stdout.push(bytes);
    },
    onStderr: stderr.push,
  });
  for (const output of [stdout, stderr, result]) output.end();
  return stage.signal.aborted ? { kind: 'interrupted' } : conclude({ argv, end, complaints, result });
}

function conclude(turn: {
  readonly argv: readonly string[];
  readonly end: ProgramEnd;
  readonly complaints: string;
  readonly result: CommandResult;
}): TurnEnd {
  const { end, result } = turn;
  const program = turn.argv[0] ?? '';
  if (end.kind === 'not-started') return failed('not started', whyNotStarted(program, end.code));
  if (result.failure) return failed('result not written', result.failure);
  const resultFile = result.file === undefined ? {} : { resultFile: result.file };
  if (end.code === 0) return { kind: 'done', text: result.text, ...resultFile };
  const error = end.signal ? `ended by ${end.signal}` : `exit code ${end.code}`;
  const lastLines = turn.complaints.trim().split('\n').slice(-TOLD_LINES).join('\n');
  return { ...failed(error, `${program}: ${error}\n${lastLines}`.trim()), ...resultFile };
}

const failed = (error: string, text: string) => ({ kind: 'failed', error, text }) as const;

function whyNotStarted(program: string, code: string): string {
  if (code === 'ENOENT') return `The program '${program}' was not found. Install it, or name its full path.`;
  if (code === 'EACCES') return `The program '${program}' may not be executed. Make it executable: chmod +x`;
  return `The program '${program}' cannot be started: ${code}`;
}
