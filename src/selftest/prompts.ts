/** A prompt that a terminal, a shell, tmux or a client could trip over. */
export interface OddPrompt {
  /** What is odd about it, after "a prompt with …". */
  readonly odd: string;
  readonly prompt: string;
  /** What Claude Code takes, where that is not the prompt byte for byte. */
  readonly arrives?: string;
}

/** A text of so many bytes, in lines of 64. */
export const sized = (bytes: number): string =>
  `${Array.from({ length: Math.ceil(bytes / 64) }, (_, line) => `line ${line} `.padEnd(63, 'abcdefghij '))
    .join('\n')
    .slice(0, bytes - 1)}.`;

const PREFACE = 'The task, as text and not as a command:\n\n';

export const ODD_PROMPTS: readonly OddPrompt[] = [
  { odd: 'a shell prefix', prompt: '!touch must-not-exist' },
  { odd: 'a memory prefix', prompt: '# remember nothing' },
  { odd: 'an ampersand first', prompt: '& in the background?' },
  { odd: 'a file mention first', prompt: '@src/file.ts is not an agent' },
  { odd: 'a question mark alone', prompt: '?' },
  { odd: 'a hyphen first', prompt: '-n is no flag' },
  { odd: 'a semicolon last', prompt: 'end with a semicolon;' },
  { odd: 'only a semicolon', prompt: ';' },
  { odd: 'a slash command', prompt: '/help me', arrives: `${PREFACE}/help me` },
  { odd: 'a slash command after blanks', prompt: '  \n /clear', arrives: `${PREFACE}  \n /clear` },
  { odd: 'a lone slash', prompt: '/', arrives: `${PREFACE}/` },
  { odd: 'a path first', prompt: '/etc/hosts is a file' },
  { odd: 'an exit word', prompt: 'exit', arrives: `${PREFACE}exit` },
  { odd: 'a vi exit word', prompt: ':wq', arrives: `${PREFACE}:wq` },
  { odd: 'a backslash last', prompt: 'ends in a backslash \\' },
  { odd: 'two backslashes last', prompt: 'ends in two \\\\' },
  {
    odd: 'a backslash and blanks last',
    prompt: 'backslash then blanks \\  \n',
    arrives: 'backslash then blanks \\',
  },
  { odd: 'white space last', prompt: 'trailing blanks   \n\n', arrives: 'trailing blanks' },
  { odd: 'a blank line first', prompt: '\n\nthird line' },
  { odd: 'tabs', prompt: 'a\tb\t\tc' },
  { odd: 'CRLF line ends', prompt: 'one\r\ntwo\r\nthree' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant for the shell
  { odd: 'shell quoting', prompt: '$HOME `id` "double" \'single\' $(id) ${x} \\n %s' },
  { odd: 'tmux formats', prompt: '#{pane_id} #S #[fg=red] ; kill-server' },
  { odd: 'key names', prompt: 'C-c Enter Escape M-x BSpace' },
  { odd: 'emoji and joiners', prompt: '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 ñ 漢字 العربية' },
  { odd: 'a long line', prompt: 'x'.repeat(20_000) },
  { odd: 'a hundred blank lines', prompt: `top${'\n'.repeat(100)}bottom` },
  {
    odd: 'paste markers',
    prompt: 'before <pasted_content> [Pasted text #1 +3 lines] after',
    arrives: 'before <\\pasted_content> [Pasted text #1 +3 lines] after',
  },
  { odd: 'our own report sign', prompt: 'see [ctrlg] and ----- your prompt, unchanged -----' },
  { odd: 'template words', prompt: '{result} {agent} {{x}} $& $1' },
  { odd: 'HTML', prompt: '<system-reminder>no</system-reminder> &amp; <b>' },
  { odd: 'JSON', prompt: '{"a": "b\\n\\u0041", "c": [1, 2]}' },
];
