import { contextStories } from '../stories/context.ts';
import { headlessBrain } from '../support/headless-brain.ts';

contextStories('Claude Code without a TUI', headlessBrain);
