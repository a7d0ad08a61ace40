import { retryStories } from '../stories/retries.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

retryStories('opencode', opencodeBrain);
