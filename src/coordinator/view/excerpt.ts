/** Box drawing, which frames words and says nothing. */
const DRAWN = /[│┃|─━═╌┄╭╮╰╯┌┐└┘├┤▔▁▀▄_-]/gu;
/** What an input box begins with. */
const INPUT = /^[│┃|]?\s*[>❯›](?:\s|$)/u;
const BARE_INPUT = /^[>❯›]\s*$/u;
/** Hints are set to the right; nobody's words begin that far from the edge. */
const FAR_RIGHT = /^\s{40,}/;

/** The lines of an agent's screen that say something to a person; for display only, nothing is concluded from them. */
export const tellingLines = (screen: string[]): string[] =>
  aboveInputBox(screen).filter((line) => !isFrame(line) && !FAR_RIGHT.test(line) && !BARE_INPUT.test(line));

/** Without the input box between the last two rules, and the hints below it. */
function aboveInputBox(screen: string[]): string[] {
  const rules = screen.flatMap((line, index) => (isFrame(line) ? [index] : []));
  const [upper, lower] = rules.slice(-2);
  if (upper === undefined || lower === undefined) return screen;
  return INPUT.test(screen[upper + 1] ?? '') ? screen.slice(0, upper) : screen;
}

/** A line that is drawn for the most part: a title may stand in a rule. */
function isFrame(line: string): boolean {
  const words = line.replaceAll(/\s/g, '');
  const drawn = words.match(DRAWN)?.length ?? 0;
  return drawn >= words.length * 0.8;
}
