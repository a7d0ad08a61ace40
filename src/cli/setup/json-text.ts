import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';

/** A JSON text with one value set, or taken away where it is undefined; nothing else of it changes. */
export function withValue(text: string, path: (string | number)[], value: unknown): string {
  const formattingOptions = { ...indentOf(text), eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** The text without an object or a list at `path` that has nothing in it any more. */
export function withoutEmpty(text: string, path: string[]): string {
  const node = findNodeAtLocation(parseTree(text)!, path);
  const isEmpty = (node?.type === 'object' || node?.type === 'array') && node.children?.length === 0;
  return isEmpty ? closedUp(withValue(text, path, undefined), path.slice(0, -1)) : text;
}

/** An object whose last property was taken away keeps a line of its own for nothing. */
export function closedUp(text: string, path: string[]): string {
  const tree = parseTree(text)!;
  const node = path.length === 0 ? tree : findNodeAtLocation(tree, path);
  if (node?.type !== 'object' || (node.children?.length ?? 0) > 0) return text;
  return `${text.slice(0, node.offset)}{}${text.slice(node.offset + node.length)}`;
}

function indentOf(text: string): { insertSpaces: boolean; tabSize: number } {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return indent.startsWith('\t')
    ? { insertSpaces: false, tabSize: 1 }
    : { insertSpaces: true, tabSize: indent.length };
}
