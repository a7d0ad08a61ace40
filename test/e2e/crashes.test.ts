import { crashStories } from '../stories/crashes.ts';
import { scriptedBrain } from '../support/brain.ts';

crashStories('scripted clients', async () => scriptedBrain());
