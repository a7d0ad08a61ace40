import { parallelStories } from '../stories/parallel.ts';
import { scriptedBrain } from '../support/brain.ts';

parallelStories('the scripted client', async () => scriptedBrain());
