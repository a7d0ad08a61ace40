import type { Permission, Question } from './api-types.ts';

/** What keeps the agent waiting for a person; with an id it can be answered from afar. */
export interface Asking {
  readonly key: string;
  readonly words: string;
  readonly id?: string;
}

/** The question that is open: a permission, or one that the model puts, which takes more than a yes or a no. */
export function openQuestion(
  permissions: readonly Permission[],
  questions: readonly Question[],
): Asking | undefined {
  const [permission] = permissions;
  if (permission) return { key: permission.id, id: permission.id, words: permissionWords(permission) };
  const [question] = questions;
  return (
    question && { key: question.id, words: question.questions.map(({ question: text }) => text).join(' ') }
  );
}

/** `Bash: touch asked`, `External directory: /var/tmp/*`. */
function permissionWords({ permission, patterns, metadata }: Permission): string {
  const { command, filepath, filePath, url } = metadata as Record<string, unknown>;
  const own = permission === 'bash' ? command : (filepath ?? filePath ?? url);
  const words = permission.replaceAll('_', ' ');
  const subject = typeof own === 'string' ? own : patterns.join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${subject}`;
}
