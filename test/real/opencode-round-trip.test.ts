import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { roundTripStories } from '../stories/round-trip.ts';
import { realBrain } from '../support/brain.ts';

roundTripStories('opencode', () => realBrain(opencodeKit));
