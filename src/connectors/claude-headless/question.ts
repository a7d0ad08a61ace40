import * as z from 'zod/mini';
import { permissionQuestion } from '../../clients/claude.ts';

/** What Claude Code waits for: a permission, or an answer in words. */
export interface Question {
  readonly id: string;
  readonly text: string;
  /** Whether yes or no is an answer, so that it can be given from afar. */
  readonly isYesOrNo: boolean;
  /** How it is answered. */
  readonly hint: string;
  /** What a line says to it; undefined when the line is no answer. */
  read(line: string): Reply | undefined;
}

/** As Claude Code takes it. */
export type Reply =
  | { readonly behavior: 'allow'; readonly updatedInput: unknown }
  | { readonly behavior: 'deny'; readonly message: string };

const REFUSED = 'The user refused this.';

export const allow = (input: unknown): Reply => ({ behavior: 'allow', updatedInput: input ?? {} });
export const deny = (message = REFUSED): Reply => ({ behavior: 'deny', message });

/** The question behind a tool that Claude Code wants to use. */
export function questionOf({ id, tool, input }: { id: string; tool: string; input: unknown }): Question {
  const choices = tool === 'AskUserQuestion' ? choicesIn(input) : undefined;
  return choices ? choiceQuestion(id, input, choices) : permission(id, tool, input);
}

/** What is asked before this tool is used, if anything is. */
export function questionText(tool: string, input: unknown): string {
  const choices = tool === 'AskUserQuestion' ? choicesIn(input) : undefined;
  return choices ? choices.map(list).join('\n') : permissionQuestion(tool, input);
}

function permission(id: string, tool: string, input: unknown): Question {
  return {
    id,
    text: permissionQuestion(tool, input),
    isYesOrNo: true,
    hint: 'y allows it, n refuses it; n and words tell why',
    read(line) {
      if (/^(y|yes)$/i.test(line.trim())) return allow(input);
      const [, why] = /^(?:n|no)\b[\s,:]*(.*)$/is.exec(line.trim()) ?? [];
      return why === undefined ? undefined : deny(why || REFUSED);
    },
  };
}

const choiceInput = z.looseObject({
  questions: z
    .array(
      z.looseObject({
        question: z.string(),
        multiSelect: z._default(z.boolean(), false),
        options: z.array(z.looseObject({ label: z.string() })),
      }),
    )
    .check(z.minLength(1)),
});
type Choice = z.infer<typeof choiceInput>['questions'][number];

function choicesIn(input: unknown): Choice[] | undefined {
  const { success, data } = choiceInput.safeParse(input);
  return success ? data.questions : undefined;
}

const list = ({ question, options }: Choice): string =>
  [question, ...options.map(({ label }, index) => `  ${index + 1} ${label}`)].join('\n');

function choiceQuestion(id: string, input: unknown, choices: Choice[]): Question {
  const isOne = choices.length === 1;
  return {
    id,
    text: choices.map(list).join('\n'),
    isYesOrNo: false,
    hint: isOne
      ? 'a number, or words of your own'
      : 'a number or words for each question, with ; between them',
    read(line) {
      const parts = isOne ? [line] : line.split(';');
      if (parts.length !== choices.length || line.trim() === '') return undefined;
      const answers = choices.map((choice, index) => [choice.question, chosen(choice, parts[index]!.trim())]);
      return allow({ ...(input as object), answers: Object.fromEntries(answers) });
    },
  };
}

function chosen({ options, multiSelect }: Choice, words: string): string {
  const numbers = multiSelect ? words.split(/[\s,]+/) : [words];
  const labels = numbers.map((number) => options[Number(number) - 1]?.label);
  return labels.every((label) => label !== undefined) ? labels.join(', ') : words;
}
