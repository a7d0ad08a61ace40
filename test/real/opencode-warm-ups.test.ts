import { warmUpStories } from '../stories/warm-ups.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

warmUpStories('opencode', opencodeBrain, { hasBox: false });
