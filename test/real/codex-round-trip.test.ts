import { roundTripStories } from '../stories/round-trip.ts';
import { codexBrain } from '../support/codex-brain.ts';

roundTripStories('Codex', codexBrain, { hasBox: false });
