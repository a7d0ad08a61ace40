import { codexKit } from '../../src/selftest/kits/codex.ts';
import { roundTripStories } from '../stories/round-trip.ts';
import { realBrain } from '../support/brain.ts';

roundTripStories('Codex', () => realBrain(codexKit));
