import { roundTripStories } from '../stories/round-trip.ts';
import { scriptedBrain } from '../support/brain.ts';

roundTripStories('scripted clients', async () => scriptedBrain());
