import { byteStories } from '../stories/bytes.ts';
import { claudeBrain } from '../support/brain.ts';

byteStories('Claude Code', claudeBrain);
