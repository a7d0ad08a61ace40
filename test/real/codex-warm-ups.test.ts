import { warmUpStories } from '../stories/warm-ups.ts';
import { codexBrain } from '../support/codex-brain.ts';

warmUpStories('Codex', codexBrain, { hasBox: false });
