import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { codexKit } from '../../src/selftest/kits/codex.ts';
import { toolsOffered } from '../stories/tools-offered.ts';

toolsOffered(claudeKit, {
  offered: 'mcp__ctrlg__assign_task',
  asked: 'claude mcp get ctrlg: Status: ✔ Connected',
});
toolsOffered(codexKit, { offered: '"mcp__ctrlg"', asked: 'codex mcp get ctrlg: enabled: true' });
