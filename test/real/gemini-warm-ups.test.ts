import { warmUpStories } from '../stories/warm-ups.ts';
import { geminiBrain } from '../support/gemini-brain.ts';

warmUpStories('real Gemini CLI', geminiBrain);
