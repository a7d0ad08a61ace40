import { crashStories } from '../stories/crashes.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

crashStories('opencode', opencodeBrain, { isConnector: true });
