import { byteStories } from '../stories/bytes.ts';
import { scriptedBrain } from '../support/brain.ts';

byteStories('scripted clients', async () => scriptedBrain());
