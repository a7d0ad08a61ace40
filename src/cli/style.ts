import { styled } from '../system/terminal.ts';
import { isTerminal } from './output.ts';

type Style = Parameters<typeof styled>[0];
export type Styler = (style: Style, text: string) => string;

/** Colours on a terminal, plain text elsewhere and with NO_COLOR. */
export const styler = (stream: 'stdout' | 'stderr'): Styler =>
  isTerminal(stream) ? (style, text) => (text === '' ? '' : styled(style, text)) : (_, text) => text;
