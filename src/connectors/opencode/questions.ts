import type { Permission, Question, Retry } from './api-types.ts';

/** What keeps the agent waiting for a person; with an id it can be answered from afar. */
export interface Asking {
  readonly key: string;
  readonly words: string;
  readonly id?: string;
  /** Time alone answers it. */
  readonly isPassing?: boolean;
}

/** What is open: permissions, and questions that the model puts, which take more than a yes or a no. */
export const openQuestions = (
  permissions: readonly Permission[],
  questions: readonly Question[],
): Asking[] => [
  ...permissions.map((permission) => ({
    key: permission.id,
    id: permission.id,
    words: permissionWords(permission),
  })),
  ...questions.map(({ id, questions: asked }) => ({
    key: id,
    words: asked.map(({ question }) => question).join(' '),
  })),
];

/** opencode asks the model again by itself: that is shown, while it is a matter of seconds. */
export const waitOf = ({ message }: Retry): Asking => ({
  key: 'retry',
  words: `${message} (opencode tries again by itself)`,
  isPassing: true,
});

/** `Bash: touch asked`, `External directory: /var/tmp/*`. */
function permissionWords({ permission, patterns, metadata }: Permission): string {
  const { command, filepath, filePath, url } = metadata as Record<string, unknown>;
  const own = permission === 'bash' ? command : (filepath ?? filePath ?? url);
  const words = permission.replaceAll('_', ' ');
  const subject = typeof own === 'string' ? own : patterns.join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${subject}`;
}
