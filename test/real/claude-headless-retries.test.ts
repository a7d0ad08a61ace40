import { retryStories } from '../stories/retries.ts';
import { headlessBrain } from '../support/headless-brain.ts';

retryStories('Claude Code without a TUI', headlessBrain);
