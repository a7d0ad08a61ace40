import { codexKit } from '../../src/selftest/kits/codex.ts';
import { warmUpStories } from '../stories/warm-ups.ts';
import { realBrain } from '../support/brain.ts';

warmUpStories('Codex', () => realBrain(codexKit));
