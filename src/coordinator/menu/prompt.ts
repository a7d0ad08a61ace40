import type { ListScreen } from './lines.ts';

const MOST_LINES = 3;

/** What stands above the menu: how the prompt begins, or what an empty one is good for. */
export function menuHead(prompt: string): string[] {
  const lines = prompt.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return ['The prompt is empty: pick an agent to see its window.'];
  const more = lines.length > MOST_LINES ? ' …' : '';
  return lines.slice(0, MOST_LINES).map((line, index) => (index === MOST_LINES - 1 ? line + more : line));
}

/** The menu's line of keys. */
export const MENU_KEYS: ListScreen['keys'] = [
  [
    ['↑↓', 'or a number'],
    ['Enter', 'pick'],
    ['o', 'open its window'],
    ['q', 'leave'],
  ],
  [
    ['↑↓', 'move'],
    ['Enter', 'pick'],
    ['o', 'open'],
    ['q', 'leave'],
  ],
  [
    ['Enter', 'pick'],
    ['o', 'open'],
    ['q', 'leave'],
  ],
];
