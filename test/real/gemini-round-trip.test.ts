import { roundTripStories } from '../stories/round-trip.ts';
import { geminiBrain } from '../support/gemini-brain.ts';

roundTripStories('real Gemini CLI', geminiBrain);
