import { byteStories } from '../stories/bytes.ts';
import { headlessBrain } from '../support/headless-brain.ts';

byteStories('Claude Code without a TUI', headlessBrain);
