import { byteStories } from '../stories/bytes.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

byteStories('opencode', opencodeBrain);
