import { byteStories } from '../stories/bytes.ts';
import { codexBrain } from '../support/codex-brain.ts';

byteStories('Codex', codexBrain);
