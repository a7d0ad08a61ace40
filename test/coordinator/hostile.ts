/** Agents' words as they should never be shown: they would clear the screen, move the cursor, or be wider than they look. */
export const HOSTILE = [
  '\u001b[2J\u001b[H\u001b]0;owned\u0007all gone\r\nback',
  '\u001b[31mred\u001b[0m\u0007\u0008\u0008\u0008 \u009b2J tab\there',
  '漢字かな交じり文を幅四十で折り返す。'.repeat(8),
  '👩‍👩‍👧‍👦🇩🇪 é e\u0301 '.repeat(20),
  '\u202eright to left\u202c and \u200fmarks',
  'word '.repeat(60),
  'x'.repeat(500),
  '',
];

export const WIDTHS = [40, 60, 80, 200];

const ESC = '\u001b';
/** Only the styles that we set ourselves may stand in a line. */
export const hasForeignControl = (line: string): boolean =>
  /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(
    line.replaceAll(new RegExp(`${ESC}\\[(?:[0-9]|2[127]|3[0-9])m`, 'g'), ''),
  );
