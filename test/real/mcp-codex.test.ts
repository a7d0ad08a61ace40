import { delegation } from '../stories/delegation.ts';
import { ownName } from '../stories/own-name.ts';
import { codexBrain } from '../support/codex-brain.ts';
import { CODEX_WAYS } from '../support/tool-model.ts';

delegation('Codex', codexBrain, CODEX_WAYS);
ownName('Codex', codexBrain, CODEX_WAYS);
