import { delegation } from '../stories/delegation.ts';
import { claudeBrain } from '../support/brain.ts';
import { CLAUDE_WAYS } from '../support/tool-chief.ts';

delegation('Claude Code', claudeBrain, CLAUDE_WAYS);
