import { contextStories } from '../stories/context.ts';
import { codexBrain } from '../support/codex-brain.ts';

contextStories('Codex', codexBrain);
