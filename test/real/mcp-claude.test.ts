import { delegation } from '../stories/delegation.ts';
import { claudeBrain } from '../support/brain.ts';
import { CLAUDE_WAYS } from '../support/tool-model.ts';

delegation('Claude Code', claudeBrain, CLAUDE_WAYS);
