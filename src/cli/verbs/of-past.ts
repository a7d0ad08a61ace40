import { sinceMoment, timeSpan, untilMoment } from '../moment.ts';
import { outcome, positive } from './values.ts';
import { AGENT_FLAG, JSON_FLAG, type Option, type Verb } from './verb.ts';

const PERIOD_FLAGS: readonly Option[] = [
  ['--since <time>', 'asked since: today, yesterday, 2d, 12h, 2026-11-21, 2026-11-21T10:00', sinceMoment],
  ['--until <time>', 'asked until; a day is meant to its end', untilMoment],
];

/** Looking back. */
export const PAST_VERBS: readonly Verb[] = [
  {
    name: 'history',
    does: 'show what was asked and what came of it; search it; clear it',
    args: [['[words...]', 'words to find in prompts and results, or the id of a task to show whole']],
    options: [
      AGENT_FLAG,
      ['--outcome <outcome>', 'only these: done, failed, cancelled, timed-out or agent-gone', outcome],
      ...PERIOD_FLAGS,
      ['--limit <number>', 'at most so many', (text) => Math.ceil(positive(text)), 20],
      ['--clear-older <time>', 'tell which tasks ended longer ago than 30d, 12h…, to remove them', timeSpan],
      ['--yes', 'with --clear-older: remove them'],
      JSON_FLAG,
    ],
    load: async () => (await import('../history/history.ts')).history,
  },
  {
    name: 'tree',
    does: 'who asked whom: tasks that agents put in their turns; with an id the tree that holds it',
    args: [['[id]']],
    options: [
      ['--since <time>', 'asked since: today, yesterday, 2d, 12h, 2026-11-21, 2026-11-21T10:00', sinceMoment],
      ['--limit <n>', 'how many trees', positive, 20],
      ['--all', 'also tasks that nothing was put in'],
      JSON_FLAG,
    ],
    load: async () => (await import('../tree/tree.ts')).tree,
  },
  {
    name: 'stats',
    does: 'add up tasks, outcomes, turns, waits, tokens and cost',
    options: [AGENT_FLAG, ...PERIOD_FLAGS, JSON_FLAG],
    load: async () => (await import('../stats/stats.ts')).stats,
  },
];
