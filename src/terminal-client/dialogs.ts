import type { Permission } from './engine.ts';
import type { Key } from './keys.ts';

interface Dialog {
  readonly lines: string[];
  press(key: Key): void;
}

/** An answer to a permission question that was not given by a key. */
export interface Decision {
  readonly isAllowed: boolean;
  /** What is said with it. */
  readonly message: string;
}

/** A dialog takes every key, and does nothing with those that are not its own: not even with the editor key. */
export class Dialogs {
  readonly #show: (lines: string[] | undefined) => void;
  readonly #interrupt: () => void;
  #open: Dialog | undefined;

  constructor(show: (lines: string[] | undefined) => void, interrupt: () => void) {
    this.#show = show;
    this.#interrupt = interrupt;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  press(key: Key): void {
    this.#open?.press(key);
  }

  help(): void {
    this.#set({
      lines: HELP,
      press: (key) => {
        if (key.kind === 'escape' || letter(key) === 'q') this.#set(undefined);
      },
    });
  }

  /** Resolves with false when permission is refused or the signal aborts; `elsewhere` may answer before a key does. */
  permission(
    { tool, command }: Permission,
    signal: AbortSignal,
    elsewhere: Promise<Decision | undefined>,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      let isOpen = true;
      const answer = (isAllowed: boolean) => {
        if (!isOpen) return;
        isOpen = false;
        signal.removeEventListener('abort', refuse);
        this.#set(undefined);
        resolve(isAllowed);
      };
      const refuse = () => answer(false);
      signal.addEventListener('abort', refuse, { once: true });
      void elsewhere.then((decision) => decision && answer(decision.isAllowed));
      this.#set({
        lines: [
          'Permission is needed:',
          `  ${tool}: ${command}`,
          'y or Enter allows, n refuses, Esc interrupts',
        ],
        press: (key) => {
          if (key.kind === 'escape') this.#interrupt();
          else if (key.kind === 'enter' || letter(key) === 'y') answer(true);
          else if (letter(key) === 'n') answer(false);
        },
      });
    });
  }

  #set(dialog: Dialog | undefined): void {
    this.#open = dialog;
    this.#show(dialog?.lines);
  }
}

/** Keys may come several at a time; the first decides. A paste never answers a question. */
const letter = (key: Key): string => (key.kind === 'text' ? key.text[0]!.toLowerCase() : '');

const HELP = [
  'Enter      submit (after a \\ at the end: a new line)',
  'Ctrl-J     a new line',
  'Ctrl-G     edit the text in your editor',
  'Esc        interrupt the turn',
  'Ctrl-C     clear the text; twice: quit',
  '/clear  /help  /quit',
  'Esc or q closes this',
];
