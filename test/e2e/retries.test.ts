import { limitStories, retryStories } from '../stories/retries.ts';
import { scriptedBrain } from '../support/brain.ts';

retryStories('scripted clients', async () => scriptedBrain());
limitStories('a scripted client', async () => scriptedBrain());
