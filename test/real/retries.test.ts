import { limitStories, retryStories } from '../stories/retries.ts';
import { claudeBrain } from '../support/brain.ts';

retryStories('Claude Code', claudeBrain);
limitStories('Claude Code of a subscriber', () => claudeBrain({ isSubscriber: true }));
