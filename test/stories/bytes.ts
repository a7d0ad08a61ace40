import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

const sized = (bytes: number): string =>
  `${Array.from({ length: Math.ceil(bytes / 64) }, (_, line) => `line ${line} `.padEnd(63, 'abcdefghij '))
    .join('\n')
    .slice(0, bytes - 1)}.`;

const PREFACE = 'The task, as text and not as a command:\n\n';

/** Prompts by what is odd about them; `arrives` where a client takes it otherwise than byte for byte. */
const PROMPTS: { odd: string; prompt: string; arrives?: string }[] = [
  ...[1, 2, 80, 1_024, 4_096, 16_384, 65_536, 131_072, 262_144].map((bytes) => ({
    odd: `${bytes} bytes`,
    prompt: sized(bytes),
  })),
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

/** Every oddity that a terminal, a shell, tmux or a client could trip over, there and back. */
export function byteStories(kind: string, newBrain: () => Promise<Brain>): void {
  describe(`with ${kind}`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = new Rig({ brain: await newBrain() });
    });
    afterAll(() => rig.stop());

    it.each(PROMPTS)(
      'a prompt with $odd arrives whole, and its answer comes back whole',
      async ({ prompt, arrives = prompt }) => {
        const answer = await rig.hook(`@planning ${prompt}`).answer;
        const taken = rig.brain.prompts().at(-1)!;
        expect(taken).toBe(rig.brain.taken(prompt, arrives));
        expect(answer.result).toBe(`echo: ${taken}`);
      },
    );
  });
}
