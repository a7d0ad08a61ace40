import { byteStories } from '../stories/bytes.ts';
import { geminiBrain } from '../support/gemini-brain.ts';

byteStories('real Gemini CLI', geminiBrain);
