import { roundTripStories } from '../stories/round-trip.ts';
import { claudeBrain } from '../support/brain.ts';

roundTripStories('Claude Code', claudeBrain);
