import { codexKit } from '../../src/selftest/kits/codex.ts';
import { byteStories } from '../stories/bytes.ts';
import { realBrain } from '../support/brain.ts';

byteStories('Codex', () => realBrain(codexKit));
