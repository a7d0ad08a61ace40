/** Reads a file of `NAME=value` lines as a client does: the last one of a name counts, quotes around a value are taken off. */
export function variablesIn(text: string): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name) variables[name] = unquoted(value!);
  }
  return variables;
}

const unquoted = (value: string): string => /^(['"])(.*?)\1/.exec(value)?.[2] ?? value.replace(/\s+#.*$/, '');
