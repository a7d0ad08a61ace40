import { codexKit } from '../../src/selftest/kits/codex.ts';
import { crashStories } from '../stories/crashes.ts';
import { realBrain } from '../support/brain.ts';

crashStories('Codex', () => realBrain(codexKit));
