import { crashStories } from '../stories/crashes.ts';
import { headlessBrain } from '../support/headless-brain.ts';

crashStories('Claude Code without a TUI', headlessBrain, { isConnector: true });
