import { retryStories } from '../stories/retries.ts';
import { codexBrain } from '../support/codex-brain.ts';

retryStories('Codex', codexBrain);
