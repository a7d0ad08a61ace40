import { contextStories } from '../stories/context.ts';
import { scriptedBrain } from '../support/brain.ts';

contextStories('scripted clients', async () => scriptedBrain());
