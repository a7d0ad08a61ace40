import { codexKit } from '../../src/selftest/kits/codex.ts';
import { retryStories } from '../stories/retries.ts';
import { realBrain } from '../support/brain.ts';

retryStories('Codex', () => realBrain(codexKit));
