import { geminiKit } from '../../src/selftest/kits/gemini.ts';
import { ownName } from '../stories/own-name.ts';
import { toolsOffered } from '../stories/tools-offered.ts';
import { geminiBrain } from '../support/gemini-brain.ts';
import { GEMINI_WAYS } from '../support/tool-model.ts';

toolsOffered(geminiKit, { offered: 'mcp_ctrlg_assign_task', asked: 'gemini mcp list: ✓ ctrlg' });
ownName('Gemini CLI', geminiBrain, GEMINI_WAYS);
