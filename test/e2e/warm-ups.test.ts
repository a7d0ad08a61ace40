import { warmUpStories } from '../stories/warm-ups.ts';
import { scriptedBrain } from '../support/brain.ts';

warmUpStories('a scripted client', async () => scriptedBrain());
