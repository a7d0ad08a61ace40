import { crashStories } from '../stories/crashes.ts';
import { geminiBrain } from '../support/gemini-brain.ts';

crashStories('real Gemini CLI', geminiBrain);
