import { crashStories } from '../stories/crashes.ts';
import { codexBrain } from '../support/codex-brain.ts';

crashStories('Codex', codexBrain, { isConnector: true });
