import { AGENT_VERBS } from './of-agents.ts';
import { INSTALLATION_VERBS } from './of-installation.ts';
import { PAST_VERBS } from './of-past.ts';
import { TASK_VERBS } from './of-tasks.ts';
import type { Verb } from './verb.ts';

/** All verbs of `ctrlg`, in the order of its help. */
export const VERBS: readonly Verb[] = [...INSTALLATION_VERBS, ...AGENT_VERBS, ...TASK_VERBS, ...PAST_VERBS];
