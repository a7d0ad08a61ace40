import { opencodeKit } from '../../src/selftest/kits/opencode.ts';
import { ownName } from '../stories/own-name.ts';
import { toolsOffered } from '../stories/tools-offered.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';
import { OPENCODE_WAYS } from '../support/tool-model.ts';

toolsOffered(opencodeKit, { offered: 'ctrlg_assign_task', asked: 'opencode mcp list: ✓ ctrlg' });
ownName('opencode', opencodeBrain, OPENCODE_WAYS);
