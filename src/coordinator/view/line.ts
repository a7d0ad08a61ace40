import { displayText, fitTo, styled } from '../../system/terminal.ts';
import { widthOf as textWidth } from '../../system/width.ts';

type Style = Parameters<typeof styled>[0];

/** A piece of a line. One that is `spare` is left out where it does not fit; another one is cut. */
export interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
  readonly spare?: boolean;
}

/** Puts pieces into one line of at most `width` columns. Agents' words in them are made safe to show. */
export function lineOf(width: number, pieces: Piece[]): string {
  let left = width;
  let line = '';
  for (const { text, style, spare } of pieces) {
    const safe = displayText(text).replaceAll('\n', ' ');
    if (left <= 0 || (spare && textWidth(safe) > left)) continue;
    const fitted = fitTo(safe, left);
    left -= textWidth(fitted);
    line += style ? styled(style, fitted) : fitted;
  }
  return line;
}

/** The first of several wordings that fits; the last one if none does. */
export const firstThatFits = (width: number, wordings: Piece[][]): string => {
  const widthOf = (pieces: Piece[]) => textWidth(pieces.map(({ text }) => text).join(''));
  return lineOf(width, wordings.find((pieces) => widthOf(pieces) <= width) ?? wordings.at(-1)!);
};

/** `o open · b background`: keys with what they do, the keys standing out. */
export const keyPieces = (keys: [key: string, does: string][]): Piece[] =>
  keys.flatMap(([key, does], index) => [
    ...(index > 0 ? [{ text: ' · ', style: 'dim' } as const] : []),
    { text: key, style: 'bold' },
    { text: ` ${does}`, style: 'dim' },
  ]);
