/** What frames an input box and says nothing: rules, borders, and blank lines inside of them. */
const FRAME = /^[\s│┃|─━═╌┄╭╮╰╯┌┐└┘├┤▔▁▀▄_-]*$/u;
/** An input box with nothing in it, or with a client's hint in it. */
const EMPTY_INPUT = /^[│┃|]?\s*[>❯›]\s*(?:[│┃|]|Try ".*)?\s*$/u;

/** The lines of an agent's screen that say something to a person; for display only. */
export const tellingLines = (screen: string[]): string[] =>
  screen.filter((line) => !FRAME.test(line) && !EMPTY_INPUT.test(line));
