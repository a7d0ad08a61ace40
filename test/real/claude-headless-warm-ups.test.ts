import { warmUpStories } from '../stories/warm-ups.ts';
import { headlessBrain } from '../support/headless-brain.ts';

warmUpStories('Claude Code without a TUI', headlessBrain, { hasBox: false });
