import { roundTripStories } from '../stories/round-trip.ts';
import { headlessBrain } from '../support/headless-brain.ts';

roundTripStories('Claude Code without a TUI', headlessBrain, { hasBox: false });
