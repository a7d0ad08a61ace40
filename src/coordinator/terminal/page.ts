/**
 * Whether we may open the terminal's alternate screen, as any full-screen editor does. A client that lends a cooked
 * terminal has left its own alternate screen before (Claude Code, opencode); one that keeps raw mode may still be in it
 * (Codex), and our leaving would throw it out. `saved` is the front door's `stty -g`.
 */
export function mayTurnPage(saved = process.env.CTRLG_STTY ?? '', term = process.env.TERM ?? ''): boolean {
  return isCooked(saved) && !/^(linux|dumb|vt\d+|)$/.test(term);
}

/** GNU prints the flags in hex between colons, the local ones fourth; BSD and macOS print `lflag=`. */
function isCooked(saved: string): boolean {
  const gnu = /^(?:[0-9a-f]+:){3}([0-9a-f]+):/.exec(saved)?.[1];
  if (gnu) return (Number.parseInt(gnu, 16) & 0x2) !== 0;
  const bsd = /\blflag=([0-9a-f]+)/.exec(saved)?.[1];
  return bsd !== undefined && (Number.parseInt(bsd, 16) & 0x100) !== 0;
}
