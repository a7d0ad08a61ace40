import { permissionStories } from '../stories/permissions.ts';
import { claudeBrain } from '../support/brain.ts';

permissionStories('Claude Code', claudeBrain);
