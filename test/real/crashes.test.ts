import { crashStories } from '../stories/crashes.ts';
import { claudeBrain } from '../support/brain.ts';

crashStories('Claude Code', claudeBrain);
