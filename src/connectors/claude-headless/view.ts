import { permissionQuestion } from '../../clients/claude.ts';
import { spokenDuration } from '../../system/clock.ts';
import { displayText, exactText, fitTo, styled, wrapTo } from '../../system/terminal.ts';
import { Flow } from './flow.ts';
import type { Question } from './question.ts';
import type { TurnEnd } from './said.ts';

const PROMPT_LINES = 12;
/** As much of a prompt is looked at to show its beginning. */
const PROMPT_CHARS = 4_000;

/** Where the view is written: a terminal, or what stands in its place. */
export interface Paper {
  write(text: string): void;
  /** In columns, at this moment. */
  width(): number;
}

/** What a person sees of the agent in its window, from top to bottom; nothing that was written changes any more. */
export class View {
  readonly #paper: Paper;
  readonly #flow: Flow;

  constructor(paper: Paper) {
    this.#paper = paper;
    this.#flow = new Flow(() => paper.width());
  }

  opened(name: string, isResumed: boolean): void {
    this.#line(`${styled('bold', name)} · Claude Code without a screen of its own`);
    if (isResumed) this.note('It goes on with its conversation.');
    this.note('A line that you type goes to it. Ctrl-C stops its turn, Ctrl-D ends it.');
  }

  /** A prompt that it is given, its beginning at least. */
  prompt(text: string): void {
    const beginning = displayText(text.slice(0, PROMPT_CHARS)).trimEnd();
    const lines = beginning.split('\n').flatMap((line) => wrapTo(line, this.#width - 2));
    const shown = lines.slice(0, PROMPT_LINES);
    this.#line('');
    for (const [index, line] of shown.entries())
      this.#line(styled('cyan', `${index === 0 ? '›' : ' '} ${line}`));
    if (lines.length > shown.length || text.length > PROMPT_CHARS)
      this.note(`  … ${text.length.toLocaleString('en')} characters in all`);
  }

  /** A piece of what it says. */
  text(piece: string): void {
    this.#paper.write(this.#flow.add(piece));
  }

  tool(name: string, input: unknown, isHelper: boolean): void {
    const [first = ''] = displayText(permissionQuestion(name, input)).split('\n', 1);
    this.#line(styled('dim', this.#fit(`${isHelper ? '  ' : ''}● ${first}`)));
  }

  toolFailed(why: string): void {
    const [first = ''] = displayText(why).trim().split('\n', 1);
    this.#line(styled('red', this.#fit(`  ✗ ${first || 'failed'}`)));
  }

  /** All of it, with nothing hidden: a person decides on it. */
  asks({ text, hint }: Question): void {
    const lines = exactText(text)
      .split('\n')
      .flatMap((line) => wrapTo(line, this.#width - 2));
    for (const [index, line] of lines.entries())
      this.#line(styled('yellow', `${index === 0 ? '?' : ' '} ${line}`));
    this.note(`  ${hint}`);
  }

  ended({ how, text, usage }: TurnEnd, tookMs: number): void {
    if (how === 'failed') this.problem(text);
    const { tokensIn, tokensOut, costUsd } = usage;
    const words = { done: '✓ done', failed: '✗ failed', interrupted: '■ interrupted' }[how];
    const figures = [
      `${words} after ${spokenDuration(tookMs)}`,
      `${tokensIn.toLocaleString('en')} tokens in, ${tokensOut.toLocaleString('en')} out`,
      ...(costUsd ? [`$${costUsd.toFixed(costUsd < 1 ? 4 : 2)}`] : []),
    ];
    this.note(figures.join(' · '));
  }

  problem(text: string): void {
    for (const line of displayText(text).trim().split('\n'))
      for (const part of wrapTo(line, this.#width)) this.#line(styled('red', part));
  }

  /** A word of ours, not of the agent's. */
  note(text: string): void {
    for (const line of displayText(text).split('\n'))
      for (const part of wrapTo(line, this.#width)) this.#line(styled('dim', part));
  }

  get #width(): number {
    return Math.max(20, this.#paper.width());
  }

  #fit(line: string): string {
    return fitTo(line, this.#width);
  }

  #line(line: string): void {
    this.#paper.write(`${this.#flow.end()}${line}\n`);
  }
}
