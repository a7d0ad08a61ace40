import { parallelStories } from '../stories/parallel.ts';
import { claudeBrain } from '../support/brain.ts';

parallelStories('Claude Code', claudeBrain);
