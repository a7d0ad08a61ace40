import { roundTripStories } from '../stories/round-trip.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

roundTripStories('opencode', opencodeBrain, { hasBox: false });
