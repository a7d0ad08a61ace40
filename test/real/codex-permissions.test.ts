import { permissionStories } from '../stories/permissions.ts';
import { codexBrain } from '../support/codex-brain.ts';

permissionStories('Codex', codexBrain);
