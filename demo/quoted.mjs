/** A word as a shell takes it whole. */
export const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;
