/** Words as a shell takes them, whatever is in them. */
export const words = (argv) => argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
