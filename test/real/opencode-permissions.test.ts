import { permissionStories } from '../stories/permissions.ts';
import { opencodeBrain } from '../support/opencode-brain.ts';

permissionStories('opencode', opencodeBrain);
